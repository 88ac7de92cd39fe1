/** The page's theme within frames, which do not inherit it. */

const VARIABLES = [
  ...['layout-color0', 'layout-color1', 'layout-color2', 'layout-color3'],
  ...['border-color0', 'border-color1', 'border-color2', 'border-color3', 'border-width'],
  ...['content-font-color0', 'content-font-color1', 'content-font-color2', 'content-font-color3'],
  ...['content-font-family', 'content-font-size1', 'content-line-height', 'content-link-color'],
  ...['content-heading-font-weight', 'code-font-family', 'code-font-size', 'code-line-height'],
  ...['ui-font-color1', 'ui-font-color2', 'ui-font-family', 'ui-font-size1'],
  ...['brand-color1', 'error-color1', 'warn-color1', 'success-color1', 'info-color1'],
  ...['rendermime-table-row-background', 'rendermime-table-row-hover-background']
].map(name => `--jp-${name}`);

/** The pages of frames that are on the screen. */
const followed = new Map<HTMLIFrameElement, Document>();

let observer: MutationObserver | undefined;

/** Gives a frame's page the colours and fonts of the page around it, and again when the theme changes. */
export function followTheme(frame: HTMLIFrameElement, page: Document): void {
  followed.set(frame, page);
  paint(frame, page);
  if (observer) return;
  observer = new MutationObserver(() => {
    paintAll();
    // Some of the styles may come with the next frame.
    requestAnimationFrame(paintAll);
  });
  observer.observe(document.body, {
    attributeFilter: ['data-jp-theme-name', 'data-jp-theme-light']
  });
}

/** To be called when a frame is no longer in the page. */
export function forgetTheme(frame: HTMLIFrameElement): void {
  followed.delete(frame);
  if (followed.size > 0) return;
  observer?.disconnect();
  observer = undefined;
}

function paintAll(): void {
  for (const [frame, page] of followed) {
    if (frame.isConnected) paint(frame, page);
    else forgetTheme(frame);
  }
}

function paint(frame: HTMLIFrameElement, { documentElement: root }: Document): void {
  const styles = getComputedStyle(frame);
  for (const name of VARIABLES) {
    const value = styles.getPropertyValue(name);
    if (value) root.style.setProperty(name, value);
    else root.style.removeProperty(name);
  }
  const { jpThemeLight } = document.body.dataset;
  const scheme = jpThemeLight === undefined ? styles.colorScheme : schemeOf(jpThemeLight);
  root.style.colorScheme = scheme;
  // Unlike schemes would put a background behind the frame.
  frame.style.colorScheme = scheme;
}

function schemeOf(isLight: string): string {
  return isLight === 'false' ? 'dark' : 'light';
}
