/** Style sheets of a cell, whose selectors may take longer to match than any page can wait. */

/** Steps that matching all elements may take, in the worst case of each selector. */
const MOST = 5e7;

/** Counts with which the steps of a selector grow. */
interface IExtent {
  elements: number;
  depth: number;
  siblings: number;
}

/**
 * @param form what it is, for the error
 * @throws RangeError where the page would stand still
 */
export function limitSheets(root: ParentNode, form: string): void {
  const sheets = root.querySelectorAll('style');
  if (sheets.length === 0) return;
  const extent = extentOf(root);
  let cost = 0;
  for (const { textContent } of sheets) {
    // As the browser reads it: no comment and no escape hides anything.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(textContent ?? '');
    cost += costOfRules(sheet.cssRules, extent, extent.elements);
  }
  if (cost <= MOST) return;
  throw new RangeError(
    `${form} with such styles is not shown: matching their selectors would take too long. Use fewer or simpler selectors: classes, and no :has().`
  );
}

function extentOf(root: ParentNode): IExtent {
  let [elements, depth, siblings] = [1, 1, 1];
  const depths = new Map<ParentNode | null, number>([[root, 1]]);
  for (const element of root.querySelectorAll('*')) {
    const level = (depths.get(element.parentNode as ParentNode | null) ?? 1) + 1;
    depths.set(element, level);
    elements++;
    depth = Math.max(depth, level);
    siblings = Math.max(siblings, element.childElementCount);
  }
  return { elements, depth, siblings };
}

function costOfRules(rules: CSSRuleList, extent: IExtent, above: number): number {
  let cost = 0;
  for (const rule of rules) {
    const { selectorText, cssRules } = rule as Partial<CSSStyleRule>;
    // Any other that holds rules, as @scope does, is looked for above each element.
    let within = selectorText === undefined ? above * extent.depth : 0;
    for (const selector of selectorText === undefined ? [] : selectors(selectorText)) {
      within += above * factorOf(selector, extent);
    }
    if (selectorText !== undefined) cost += within;
    // Nested rules are matched below theirs.
    if (cssRules?.length) cost += costOfRules(cssRules, extent, within * extent.depth);
    if (cost > MOST) return cost;
  }
  return cost;
}

/** Places that are tried for one element, if every part of the selector is tried at each. */
function factorOf(selector: string, { elements, depth, siblings }: IExtent): number {
  const tight = selector.replace(/\s*([>+~,])\s*/g, '$1').trim();
  const count = (pattern: RegExp) => tight.match(pattern)?.length ?? 0;
  return (
    elements ** count(/:has\(|\sof\s/g) * siblings ** count(/~/g) * depth ** count(/\s+(?!of\s)/g)
  );
}

/** The selectors of a list; commas within brackets belong to one of them. */
function selectors(list: string): string[] {
  const found: string[] = [];
  let [level, from] = [0, 0];
  for (let i = 0; i < list.length; i++) {
    if (list[i] === '(') level++;
    else if (list[i] === ')') level--;
    else if (list[i] === ',' && level === 0) {
      found.push(list.slice(from, i));
      from = i + 1;
    }
  }
  return [...found, list.slice(from)];
}
