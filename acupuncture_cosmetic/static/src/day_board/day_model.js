import { EventBus, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { debounce } from "@web/core/utils/timing";

const CHANGED = "acupuncture_day";
const TICK = 20_000;
const STALE = 5 * 60_000; // what no bus tells, such as a payment
const KEPT = "acupuncture_day_board";

/** What a board shows of a day, kept fresh: read in one call, told of changes by the bus. */
export class DayModel {
    constructor(orm, state = {}) {
        this.orm = orm;
        this.bus = new EventBus();
        this.keepLast = new KeepLast();
        this.data = null;
        this.busy = false;
        this.shown = { day: false, ...this.remembered, ...state };
    }

    get remembered() {
        try {
            return JSON.parse(browser.localStorage.getItem(KEPT)) || {};
        } catch {
            return {};
        }
    }

    get by() {
        return this.shown.by || "practitioner";
    }

    get mine() {
        return Boolean(this.shown.mine && this.isPractitioner);
    }

    get isPractitioner() {
        return this.data.columns.some((column) => column.mine);
    }

    get isToday() {
        return this.data.day === this.data.today;
    }

    /** The minute of the day by the clinic's clock, which the server told when we read. */
    get now() {
        return this.data.now + this.minutesSince;
    }

    get minutesSince() {
        return Math.floor((Date.now() - this.readAt) / 60_000);
    }

    async load() {
        const asked = this.orm.call("acupuncture.day", "read_day", [this.shown.day]);
        this.data = await this.keepLast.add(asked);
        this.readAt = Date.now();
        this.bus.trigger("update");
    }

    show(changes) {
        Object.assign(this.shown, changes);
        const { by, mine } = this.shown;
        browser.localStorage.setItem(KEPT, JSON.stringify({ by, mine }));
        return "day" in changes ? this.load() : this.bus.trigger("update");
    }

    /** Do one thing at a time, then read what came of it. */
    async during(act) {
        if (this.busy) {
            return;
        }
        this.busy = true;
        this.bus.trigger("update");
        try {
            await act();
        } finally {
            this.busy = false;
            await this.load();
        }
    }
}

/** A model that reads again when the clinic's bus or the clock says so. */
export function useDayModel(state) {
    const busService = useService("bus_service");
    const model = new DayModel(useService("orm"), state);
    let gone = false;
    const reload = () => (gone || model.busy ? undefined : model.load());
    const reloadSoon = debounce(reload, 300);
    busService.addChannel(CHANGED);
    busService.subscribe(CHANGED, reloadSoon);
    const timer = browser.setInterval(() => {
        if (document.visibilityState === "visible" && Date.now() - model.readAt > STALE) {
            reload();
        } else {
            model.bus.trigger("update");
        }
    }, TICK);
    onWillUnmount(() => {
        gone = true;
        reloadSoon.cancel();
        busService.unsubscribe(CHANGED, reloadSoon);
        busService.deleteChannel(CHANGED);
        browser.clearInterval(timer);
    });
    return model;
}
