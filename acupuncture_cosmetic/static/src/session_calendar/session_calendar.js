import { registry } from "@web/core/registry";
import { CalendarController } from "@web/views/calendar/calendar_controller";
import { CalendarModel } from "@web/views/calendar/calendar_model";
import { calendarView } from "@web/views/calendar/calendar_view";

/** The calendar of sessions: a booking also begins with New, as in every other view. */
export class SessionCalendarController extends CalendarController {
    static template = "acupuncture_cosmetic.SessionCalendarController";
}

/** Dragging asks about a time when nobody works; what is refused goes back. */
export class SessionCalendarModel extends CalendarModel {
    async updateRecord(record, options = {}) {
        const values = this.buildRawRecord(record, options);
        delete values.name;
        const context = { ...this.meta.context, acupuncture_dragged: true };
        try {
            await this.orm.write(this.meta.resModel, [record.id], values, { context });
        } finally {
            await this.load();
        }
    }
}

registry.category("views").add("acupuncture_session_calendar", {
    ...calendarView,
    Controller: SessionCalendarController,
    Model: SessionCalendarModel,
});
