import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { whenClosed } from "@acupuncture_cosmetic/when_closed/when_closed";

/** The way from an empty Odoo to a booked course; every step is done in a dialog above it. */
export class SetupPage extends Component {
    static template = "acupuncture_cosmetic.SetupPage";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ clinic: "", put_away: false, steps: [] });
        this.display = { controlPanel: {} };
        this.env.config.setDisplayName(_t("Set Up Clinic"));
        onWillStart(() => this.load());
    }

    async load() {
        Object.assign(this.state, await this.orm.call("acupuncture.setup", "overview", []));
    }

    get done() {
        return this.state.steps.filter((step) => step.done).length;
    }

    get percent() {
        return Math.round((100 * this.done) / (this.state.steps.length || 1));
    }

    get isReady() {
        return this.done === this.state.steps.length;
    }

    get progress() {
        return _t("%(done)s of %(steps)s done", {
            done: this.done,
            steps: this.state.steps.length,
        });
    }

    get title() {
        return _t("Set up %(clinic)s", { clinic: this.state.clinic });
    }

    get ready() {
        return _t("%(clinic)s is ready", { clinic: this.state.clinic });
    }

    /** The step whose button stands out: the first that is open. */
    isNext(step) {
        return step === this.state.steps.find((each) => !each.done);
    }

    async open(step) {
        const action = await this.orm.call("acupuncture.setup", "open_step", [step.code]);
        await this.action.doAction(action, { onClose: whenClosed(this, () => this.load()) });
    }

    async putAway(away) {
        await this.orm.call("acupuncture.setup", "put_away", [away]);
        if (away) {
            await this.openDay();
        } else {
            await this.load();
        }
    }

    openDay() {
        return this.action.doAction("acupuncture_cosmetic.session_action_today", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("actions").add("acupuncture_setup", SetupPage);
