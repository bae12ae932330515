import { patch } from "@web/core/utils/patch";
import { View } from "@web/views/view";

const OURS = "acupuncture.";

/** Views of the clinic's records carry a class: what everybody must be able to read hangs on it. */
patch(View.prototype, {
    loadView(props) {
        const isOurs = props.resModel?.startsWith(OURS);
        const className = `${props.className || ""} o_acu_screen`;
        return super.loadView(isOurs ? { ...props, className } : props);
    },
});
