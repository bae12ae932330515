import { onWillUnmount, useExternalListener } from "@odoo/owl";

const HOLD = 500; // ms
const SLIP = 10; // px a finger may move and still hold
const SWIPE = 60; // px that mean another page, where they are quick and level
const QUICK = 700; // ms

/**
 * Tap, and tap-and-hold or right click, on something that has no elements of its own.
 * A second finger, wherever it lies, says that the first one meant neither. Where a drawing
 * does not scroll under the finger, a quick level stroke is a swipe.
 *
 * @param {{find: Function, onTap: Function, onHold: Function, onSwipe: Function}} params
 */
export function useTouch({ find, onTap, onHold, onSwipe }) {
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

    /** A finger that went level and quickly: -1 to the left, 1 to the right, 0 neither. */
    function swiped(ev) {
        if (!start?.byFinger || spent || Date.now() - start.at > QUICK) {
            return 0;
        }
        const [x, y] = [ev.clientX - start.x, ev.clientY - start.y];
        return Math.abs(x) > SWIPE && Math.abs(x) > 2 * Math.abs(y) ? Math.sign(x) : 0;
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
            const byFinger = ev.pointerType === "touch";
            start = { x: ev.clientX, y: ev.clientY, at: Date.now(), target, byFinger };
            if (ev.button === 0 && target) {
                timer = setTimeout(hold, HOLD);
            }
        },
        onPointermove(ev) {
            if (timer && Math.hypot(ev.clientX - start.x, ev.clientY - start.y) > SLIP) {
                stop();
            }
        },
        onPointerup(ev) {
            stop();
            const way = ev.isPrimary && swiped(ev);
            if (way && onSwipe) {
                spent = true;
                onSwipe(way);
            }
        },
        onPointercancel() {
            stop();
            start = null; // the page scrolls
        },
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
