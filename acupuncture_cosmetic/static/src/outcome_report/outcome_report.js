import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";

/** The results of the clinic never stand without the words on what they are not. */
export function withWarning(view, template) {
    return {
        ...view,
        Controller: class extends view.Controller {
            static template = `acupuncture_cosmetic.${template}`;
        },
    };
}

registry
    .category("views")
    .add("outcome_report_list", withWarning(listView, "OutcomeReportList"));
