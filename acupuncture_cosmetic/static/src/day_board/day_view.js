import { Component, onWillStart } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardViewProps } from "@web/views/standard_view_props";
import { DayBoard } from "./day_board";
import { useDayModel } from "./day_model";
import { FreeTimesDialog } from "./free_times_dialog";
import { whenClosed } from "@acupuncture_cosmetic/when_closed/when_closed";

const { DateTime } = luxon;
const SESSION = "acupuncture.session";
const MOST_EARLIER = 3;

/** Today: a day that has a clock. What is wrong stands on top, the board below. */
export class DayController extends Component {
    static template = "acupuncture_cosmetic.DayView";
    static components = { Layout, DayBoard };
    static props = { ...standardViewProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.model = useDayModel(this.props.state?.shown);
        useBus(this.model.bus, "update", () => this.render(true));
        useSetupAction({ getLocalState: () => ({ shown: this.model.shown }) });
        onWillStart(() => this.model.load());
        this.actions = {
            open: (card) => this.props.selectRecord(card.id, {}),
            doStep: (card) => this.doVerb(card, card.step.verb),
            showUndelivered: (card) => this.doVerb(card, "action_view_undelivered"),
            move: (...place) => this.move(...place),
            book: (place) => this.book(place),
            findFree: () => this.findFree(),
            openCourses: () => this.action.doAction("acupuncture_cosmetic.course_action"),
            addPractitioner: () =>
                this.action.doAction("acupuncture_cosmetic.resource_resource_action_practitioner"),
        };
    }

    get data() {
        return this.model.data;
    }

    get dayWords() {
        const day = DateTime.fromISO(this.data.day);
        return day.toLocaleString({ weekday: "short", day: "numeric", month: "short" });
    }

    get earlier() {
        return this.data.earlier.slice(0, MOST_EARLIER);
    }

    get moreEarlier() {
        return this.data.earlier.length - this.earlier.length;
    }

    turn(days) {
        const day = DateTime.fromISO(this.data.day).plus({ days });
        this.model.show({ day: day.toISODate() });
    }

    toToday() {
        this.model.show({ day: false });
    }

    doVerb(card, name) {
        return this.model.during(() =>
            this.action.doActionButton({
                type: "object",
                name,
                resModel: SESSION,
                resId: card.id,
                resIds: [card.id],
                context: user.context,
                onClose: whenClosed(this, () => this.model.load()),
            })
        );
    }

    move(card, minute, who) {
        const place = [card.id, this.data.day, minute, who];
        return this.model.during(() => this.model.orm.call("acupuncture.day", "move_session", place));
    }

    async book(place, walkIn = false) {
        const action = await this.model.orm.call("acupuncture.day", "action_book", [place, walkIn]);
        return this.action.doAction(action, { onClose: whenClosed(this, () => this.model.load()) });
    }

    findFree() {
        this.dialog.add(FreeTimesDialog, {
            people: this.data.columns.filter((column) => column.role === "practitioner"),
            choose: (place) => this.book(place),
        });
    }

    openEarlier() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Unfinished Sessions"),
            res_model: SESSION,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            context: { search_default_not_closed: 1 },
        });
    }

    openDeliveries() {
        return this.action.doAction("acupuncture_cosmetic.delivery_action");
    }
}

export const dayView = {
    type: "acupuncture_day",
    Controller: DayController,
    searchMenuTypes: [],
};

registry.category("views").add("acupuncture_day", dayView);
