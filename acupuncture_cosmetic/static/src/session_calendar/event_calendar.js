import { patch } from "@web/core/utils/patch";
import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { AttendeeCalendarController } from "@calendar/views/attendee_calendar/attendee_calendar_controller";
import { AttendeeCalendarModel } from "@calendar/views/attendee_calendar/attendee_calendar_model";

/** In Odoo's own calendar too, deleting an appointment cancels its session: ask first. */
patch(AttendeeCalendarController.prototype, {
    deleteRecord(record) {
        if (!record.rawRecord.acupuncture_company_id) {
            return super.deleteRecord(...arguments);
        }
        this.displayDialog(ConfirmationDialog, {
            title: _t("Cancel this appointment?"),
            body: _t("Its session will be cancelled. If a charge applies by now, you are taken to the session."),
            confirm: () => this.model.unlinkRecord(record.id),
            confirmLabel: _t("Cancel the session"),
            cancel: () => {},
            cancelLabel: _t("Keep it"),
        });
    },
});

/** What is refused goes back to where it was. */
patch(AttendeeCalendarModel.prototype, {
    async updateRecord() {
        try {
            return await super.updateRecord(...arguments);
        } catch (error) {
            await this.load();
            throw error;
        }
    },
});
