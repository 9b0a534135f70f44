import { html, nothing, svg } from "lit";
import type { Moment } from "../model.ts";

/** What the decoder remembers between two recvs; one that breaks has variables of its own. */
export function registers({ step }: Moment) {
  if (step.variables)
    return html`<dl class="registers">
      ${step.variables.map(([name, value, len]) => html`<div>
        <dt><code>${name}</code> ${len === undefined ? nothing : html`<span>len ${len.toLocaleString("en")}</span>`}</dt>
        <dd class="value">${value ?? html`<span class="none">not there yet</span>`}</dd>
      </div>`)}
    </dl>`;
  const { header, payload, carry } = step;
  const headers = header.want !== 0 || header.had !== 0; // a delimiter has none
  return html`<dl class="registers">
    ${!headers ? nothing : html`<div>
      <dt>header <span>${of(header.had, header.want)}</span></dt>
      <dd class="header">${header.want > 0 && header.want <= 16 && [...header.text].length === header.had ? slots(header.text, header.had, header.want) : header.text ? html`<span aria-hidden="true">${header.text}</span><span class="unseen">${header.text.replaceAll("·", " ")}</span>` : none}</dd>
    </div>
    <div>
      <dt>length</dt>
      <dd>${step.length === null ? html`<span class="none">not known yet</span>` : step.length.toLocaleString("en")}</dd>
    </div>`}
    <div>
      <dt>payload <span>${of(payload.had, payload.want)}</span></dt>
      <dd>${meter(payload.had, payload.want)}</dd>
    </div>
    <div class="half">
      <dt>carry-over</dt>
      <dd class="carry">${carry ? (carry === 1 ? "1 byte" : `${carry} bytes`) : none}</dd>
    </div>
    <div class="half">
      <dt>messages out</dt>
      <dd class="payload">${step.messages}</dd>
    </div>
  </dl>`;
}

const none = html`<span class="none">none</span>`;

const of = (had: number, want: number | null) => `${had} of ${want === null || want < 0 ? "?" : want.toLocaleString("en")}`;

/** One box for each byte the header needs, filled as they come. */
function slots(text: string, had: number, want: number) {
  const w = 20;
  const glyphs = [...text];
  return html`<svg class="slots" viewBox="-1 0 ${want * w + 2} 30" width=${want * w + 2} role="img" aria-label=${`${had} of ${want}: ${text.replaceAll("·", " ").trim() || "spaces"}`}>
    ${Array.from({ length: want }, (_, i) => {
      const filled = i < had;
      const g = glyphs[i];
      return svg`<g transform="translate(${i * w} 0)" class=${filled ? "filled" : "open"}><rect x="1" y="1" width=${w - 2} height="28" rx="3"></rect>${filled ? svg`<rect class="mark" x="1" y="1" width=${w - 2} height="3"></rect>` : nothing}${!filled || g === undefined ? nothing : g === " " ? svg`<circle cx=${w / 2} cy="16" r="1.4"></circle>` : svg`<text x=${w / 2} y="21">${g}</text>`}</g>`;
    })}
  </svg>`;
}

function meter(had: number, want: number | null) {
  const part = want ? Math.min(1, had / want) * 100 : 0;
  return html`<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="all" width="100" height="8"></rect><rect class="part" width=${part} height="8"></rect></svg>`;
}
