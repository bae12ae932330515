import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";

const LENGTHS = [30, 45, 60, 90];

/** Where is the next free time? Chosen, it opens as a new session. */
export class FreeTimesDialog extends Component {
    static template = "acupuncture_cosmetic.FreeTimesDialog";
    static components = { Dialog };
    static props = { people: Array, choose: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.lengths = LENGTHS;
        this.state = useState({ minutes: 60, practitioner: false, places: null });
        onWillStart(() => this.search());
    }

    async search() {
        const { minutes, practitioner } = this.state;
        this.state.places = await this.keepLast.add(
            this.orm.call("acupuncture.day", "free_times", [minutes, practitioner])
        );
    }

    setMinutes(ev) {
        this.state.minutes = Number(ev.target.value);
        return this.search();
    }

    setPractitioner(ev) {
        this.state.practitioner = Number(ev.target.value) || false;
        return this.search();
    }

    choose(place) {
        this.props.close();
        this.props.choose(place);
    }
}
