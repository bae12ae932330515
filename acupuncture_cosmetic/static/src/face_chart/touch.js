import { onWillUnmount } from "@odoo/owl";

const HOLD = 500; // ms
const SLIP = 10; // px a finger may move and still hold

/**
 * Tap, and tap-and-hold or right click, on something that has no elements of its own.
 *
 * @param {{find: Function, onTap: Function, onHold: Function}} params
 */
export function useTouch({ find, onTap, onHold }) {
    let timer = null;
    let start = null;
    let held = false;

    function stop() {
        clearTimeout(timer);
        timer = null;
    }
    onWillUnmount(stop);

    function hold(target) {
        held = true;
        stop();
        onHold(target);
    }

    return {
        onPointerdown(ev) {
            held = false;
            stop();
            const target = ev.button === 0 && find(ev);
            if (target) {
                start = { x: ev.clientX, y: ev.clientY };
                timer = setTimeout(() => hold(target), HOLD);
            }
        },
        onPointermove(ev) {
            if (timer && Math.hypot(ev.clientX - start.x, ev.clientY - start.y) > SLIP) {
                stop();
            }
        },
        onPointerend: stop,
        onClick(ev) {
            stop();
            const target = !held && find(ev);
            held = false;
            if (target) {
                onTap(target, ev);
            }
        },
        /** Right click; fingers send it too after a hold, when the form is open already. */
        onContextmenu(ev) {
            ev.preventDefault();
            const target = !held && find(ev);
            if (target) {
                hold(target);
                held = false;
            }
        },
    };
}
