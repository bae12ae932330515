import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** A week in figures; behind each stands the window of Odoo that shows what it counts. */
export class WeekPage extends Component {
    static template = "acupuncture_cosmetic.WeekPage";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ week: null });
        this.display = { controlPanel: {} };
        this.env.config.setDisplayName(_t("This Week"));
        useSetupAction({ getLocalState: () => ({ day: this.day }) });
        onWillStart(() => this.show(this.props.state?.day || false));
    }

    /** The day by which the week is asked for again: none while it is this week. */
    get day() {
        return !this.state.week?.is_now && this.state.week?.first;
    }

    get week() {
        return this.state.week;
    }

    get columns() {
        return [
            { name: "booked", label: _t("Booked") },
            { name: "held", label: _t("Held") },
            { name: "missed", label: _t("Missed") },
        ];
    }

    get lines() {
        const { rows, total } = this.week.sessions;
        return total ? [...rows, { ...total, id: "all", name: _t("All"), isTotal: true }] : rows;
    }

    async show(day) {
        const asked = this.orm.call("acupuncture.week", "read_week", [day]);
        this.state.week = await this.keepLast.add(asked);
    }

    hours(line) {
        return _t("%(free)s of %(open)s h", {
            free: formatFloat(line.free, { digits: [16, 1], trailingZeros: false }),
            open: formatFloat(line.open, { digits: [16, 1], trailingZeros: false }),
        });
    }

    rate(value) {
        return value === null ? _t("too few to say") : formatFloat(value, { digits: [16, 1] });
    }

    /** Open the window behind a figure, with what the figure counts. */
    async open({ action, name, domain, context, view }) {
        const loaded = await this.action.loadAction(action);
        const shown = { ...loaded, name, display_name: name, domain, context };
        return this.action.doAction(shown, view ? { viewType: view } : {});
    }

    openToday() {
        return this.action.doAction("acupuncture_cosmetic.session_action_today");
    }

    addPractitioner() {
        return this.action.doAction("acupuncture_cosmetic.resource_resource_action_practitioner");
    }
}

registry.category("actions").add("acupuncture_week", WeekPage);
