/** A matrix between its brackets. */
export const MATRIX_ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><g class="jp-icon3" fill="none" stroke="#616161" stroke-width="1.8"><path d="M8 3.5H4v17h4M16 3.5h4v17h-4"/></g><g class="jp-icon3" fill="#616161"><circle cx="9.5" cy="9" r="1.5"/><circle cx="14.5" cy="9" r="1.5"/><circle cx="9.5" cy="15" r="1.5"/><circle cx="14.5" cy="15" r="1.5"/></g></svg>';
