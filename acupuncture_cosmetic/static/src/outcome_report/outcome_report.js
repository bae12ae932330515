import { registry } from "@web/core/registry";
import { graphView } from "@web/views/graph/graph_view";
import { listView } from "@web/views/list/list_view";
import { pivotView } from "@web/views/pivot/pivot_view";

/** The results of the clinic never stand without the words on what they are not. */
function withWarning(view, template) {
    return {
        ...view,
        Controller: class extends view.Controller {
            static template = `acupuncture_cosmetic.${template}`;
        },
    };
}

const views = registry.category("views");
views.add("outcome_report_list", withWarning(listView, "OutcomeReportList"));
views.add("outcome_report_graph", withWarning(graphView, "OutcomeReportGraph"));
views.add("outcome_report_pivot", withWarning(pivotView, "OutcomeReportPivot"));
