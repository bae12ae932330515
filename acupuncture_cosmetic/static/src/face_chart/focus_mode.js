import { onMounted, onWillUnmount, useEffect, useExternalListener, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useService } from "@web/core/utils/hooks";
import { getTabableElements, isVisible } from "@web/core/utils/ui";

/**
 * A part of a form that fills the screen: ``f`` enters, Escape leaves. The browser's own
 * full screen is asked for, and not needed.
 *
 * @param {{el: HTMLElement}} root what fills the screen
 */
export function useFocusMode(root) {
    const ui = useService("ui");
    const isOnTop = () =>
        mode.on ? ui.activeElement === root.el : ui.activeElement === document && isVisible(root.el);
    let isFull = false; // the browser's full screen, of our asking
    const leaveFull = () => {
        if (isFull && document.fullscreenElement) {
            document.exitFullscreen?.().catch(() => {});
        }
        isFull = false;
    };
    const mode = useState({
        on: false,
        isOnTop,
        enter() {
            mode.on = true;
            if (!document.fullscreenElement) {
                Promise.resolve(document.documentElement.requestFullscreen?.()).then(
                    () => {
                        isFull = Boolean(document.fullscreenElement);
                        if (!mode.on) {
                            leaveFull();
                        }
                    },
                    () => {} // filling the page does
                );
            }
        },
        leave() {
            mode.on = false;
            leaveFull();
        },
        toggle() {
            return mode.on ? mode.leave() : mode.enter();
        },
        /** Tab goes round within. */
        onKeydown(ev) {
            if (!mode.on || ev.key !== "Tab") {
                return;
            }
            const stops = getTabableElements(root.el);
            const [first, last] = ev.shiftKey ? [stops.at(-1), stops[0]] : [stops[0], stops.at(-1)];
            if (first && document.activeElement === last) {
                first.focus();
                ev.preventDefault();
            }
        },
    });
    useHotkey("f", () => mode.toggle(), { global: true, isAvailable: isOnTop });
    useHotkey("escape", () => mode.leave(), {
        global: true,
        isAvailable: () => mode.on && isOnTop(),
    });
    useExternalListener(document, "fullscreenchange", () => {
        if (isFull && !document.fullscreenElement) {
            mode.leave();
        }
    });
    useEffect(
        (on) => {
            const { el } = root;
            if (on) {
                ui.activateElement(el);
                return () => ui.deactivateElement(el);
            }
        },
        () => [mode.on]
    );
    onWillUnmount(leaveFull);
    return mode;
}

const LEAST = 352; // px; below that one scrolls

/** Keep all of a drawing on the screen: it gets as much height as is left below its top. */
export function useRoom(root, drawing) {
    function fit() {
        const page = root.el?.closest(".o_content, .o_form_view_container");
        if (page && drawing.el && isVisible(drawing.el)) {
            const shown = page.getBoundingClientRect();
            const top = drawing.el.getBoundingClientRect().top - shown.top + page.scrollTop;
            const room = Math.max(LEAST, Math.floor(page.clientHeight - top) - 8);
            root.el.style.setProperty("--face-room", `${room}px`);
        }
    }
    onMounted(fit);
    useExternalListener(window, "resize", fit);
    return fit;
}
