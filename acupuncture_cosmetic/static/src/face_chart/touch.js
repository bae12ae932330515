import { onWillUnmount, useExternalListener } from "@odoo/owl";

const HOLD = 500; // ms
const SLIP = 10; // px a finger may move and still hold

/**
 * Tap, and tap-and-hold or right click, on something that has no elements of its own.
 * A second finger, wherever it lies, says that the first one meant neither.
 *
 * @param {{find: Function, onTap: Function, onHold: Function}} params
 */
export function useTouch({ find, onTap, onHold }) {
    let timer = null;
    let start = null;
    let spent = false; // what is under the finger is done with until it comes down anew

    function stop() {
        clearTimeout(timer);
        timer = null;
    }
    onWillUnmount(stop);

    function hold() {
        const { target } = start;
        spent = true;
        stop();
        onHold(target);
    }

    useExternalListener(
        window,
        "pointerdown",
        (ev) => {
            if (!ev.isPrimary) {
                spent = true;
                stop();
            }
        },
        { capture: true }
    );

    return {
        onPointerdown(ev) {
            if (!ev.isPrimary) {
                return;
            }
            spent = false;
            stop();
            const target = find(ev);
            start = { x: ev.clientX, y: ev.clientY, target, byFinger: ev.pointerType === "touch" };
            if (ev.button === 0 && target) {
                timer = setTimeout(hold, HOLD);
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
            const target = !spent && find(ev);
            spent = false;
            if (target) {
                onTap(target, ev);
            }
        },
        /**
         * Right click or the menu key. Browsers send it for fingers too, sooner or later
         * than our own hold, and for two of them: then the finger must still be holding.
         */
        onContextmenu(ev) {
            ev.preventDefault();
            if (start?.byFinger) {
                return timer && hold();
            }
            const target = find(ev);
            if (target) {
                stop();
                onHold(target);
            }
        },
    };
}
