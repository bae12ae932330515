import { Component, status, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { LOOKS } from "../screening_light/screening_light";
import { whenClosed } from "@acupuncture_cosmetic/when_closed/when_closed";

const CLINICAL = "acupuncture.";

/** The rows of the line, each with what only clinicians are told of it. */
export function visitsOf(page) {
    const { visits, charts = {}, photos = {}, ratings = {} } = page;
    return (visits?.rows || []).map((row) => {
        const chart = charts[row.id];
        return {
            ...row,
            chart,
            photos: photos[chart?.id],
            ratings: ratings[chart?.id] || [],
            isNext: row.id === visits.next?.id,
        };
    });
}

/** One client on one page: facts on the left, the line of visits on the right. */
export class ClientPage extends Component {
    static template = "acupuncture_cosmetic.ClientPage";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ page: null, isBusy: false });
        this.keepLast = new KeepLast();
        useRecordObserver((record) => this.load(record.resId, record.data.write_date));
    }

    async load(resId = this.props.record.resId) {
        if (status(this) === "destroyed") {
            return; // a button led elsewhere
        }
        this.state.page = resId
            ? await this.keepLast.add(
                  this.orm.call("acupuncture.client.page", "read_page", [resId])
              )
            : null;
    }

    get page() {
        return this.state.page;
    }

    get look() {
        return LOOKS[this.page.light?.level] || LOOKS.amber;
    }

    get visits() {
        return visitsOf(this.page);
    }

    /** What the form still holds is written first; then the button does its work. */
    async press(work) {
        if (this.state.isBusy) {
            return;
        }
        this.state.isBusy = true;
        try {
            if (await this.props.record.save()) {
                await work();
            }
        } finally {
            this.state.isBusy = false;
        }
    }

    pressStep() {
        const { action, verb } = this.page.next_step;
        return this.press(() => (action ? this.open(action) : this.call(verb)));
    }

    async call({ model, id, method }) {
        await this.action.doActionButton({
            type: "object",
            name: method,
            resModel: model,
            resId: id,
            resIds: [id],
            context: {},
            onClose: whenClosed(this, () => this.load()),
        });
        await this.load();
    }

    open(action) {
        return this.action.doAction(action, { onClose: whenClosed(this, () => this.load()) });
    }

    openRecord(model, id) {
        const views = [[false, "form"]];
        return this.press(() =>
            this.open({
                type: "ir.actions.act_window",
                res_model: CLINICAL + model,
                res_id: id,
                views,
            })
        );
    }

    openList(xmlId) {
        return this.press(() =>
            this.action.doAction(`acupuncture_cosmetic.${xmlId}`, {
                additionalContext: { search_default_client_id: this.props.record.resId },
            })
        );
    }

    sendAgain(id) {
        const verb = { model: "acupuncture.delivery", id, method: "action_send_again" };
        return this.press(() => this.call(verb));
    }
}

registry.category("view_widgets").add("acupuncture_client_page", { component: ClientPage });
