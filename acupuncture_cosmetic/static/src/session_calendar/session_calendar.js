import { registry } from "@web/core/registry";
import { CalendarController } from "@web/views/calendar/calendar_controller";
import { calendarView } from "@web/views/calendar/calendar_view";

/** The calendar of sessions: a booking also begins with New, as in every other view. */
export class SessionCalendarController extends CalendarController {
    static template = "acupuncture_cosmetic.SessionCalendarController";
}

registry.category("views").add("acupuncture_session_calendar", {
    ...calendarView,
    Controller: SessionCalendarController,
});
