import { svg, type TemplateResult } from "lit"

/** What fills each category where colours are the system's: told apart by their drawing alone. */
export function renderPatterns(): TemplateResult {
  const pattern = (name: string, drawing: TemplateResult): TemplateResult =>
    svg`<pattern id=${`fill-${name}`} width="6" height="6" patternUnits="userSpaceOnUse">
      <rect class="paper" width="6" height="6"></rect>${drawing}
    </pattern>`
  return svg`<defs>
    ${pattern("utility", svg`<path class="pen" d="M-1 1l2-2M0 6l6-6M5 7l2-2"></path>`)}
    ${pattern("authentication", svg`<path class="pen" d="M0 1.5h6M0 4.5h6"></path>`)}
    ${pattern("service", svg`<path class="pen" d="M1.5 0v6M4.5 0v6"></path>`)}
    ${pattern("free", svg`<circle class="dot" cx="3" cy="3" r="1"></circle>`)}
    ${pattern("other", svg`<path class="pen" d="M0 0l6 6M0 6l6-6"></path>`)}
  </defs>`
}
