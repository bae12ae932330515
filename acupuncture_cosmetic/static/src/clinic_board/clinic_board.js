import { onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";

/** The board of sessions; above it, for managers, one line of jobs that are late. */
export class ClinicBoardController extends KanbanController {
    static template = "acupuncture_cosmetic.ClinicBoard";

    setup() {
        super.setup();
        this.actionService = useService("action");
        // No useService: whoever has left before the first answer would read an error.
        const { orm } = this.env.services;
        onWillStart(async () => {
            if (await user.hasGroup("acupuncture_cosmetic.group_manager")) {
                this.late = await orm.call("res.company", "acupuncture_late_jobs");
            }
        });
    }
}

registry.category("views").add("acupuncture_clinic_board", {
    ...kanbanView,
    Controller: ClinicBoardController,
});
