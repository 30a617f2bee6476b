// SPDX-License-Identifier: EUPL-1.2
// What the fake desk shows of a paper: a drawn sheet, so that a screenshot looks like work.

const LINES = [
  ['Salaire de base', '151,67', '2 137,50'],
  ['Heures supplémentaires 25 %', '6,00', '105,68'],
  ['Prime d’ancienneté', '', '64,13'],
  ['Cotisations salariales', '', '− 498,21'],
  ['Net à payer avant impôt', '', '1 809,10'],
  ['Impôt sur le revenu', '', '− 61,50'],
  ['Net payé', '', '1 747,60'],
];

export function pageImage(page, width) {
  const rows = LINES.map(([name, quantity, amount], place) => {
    const y = 620 + place * 62;
    return `<text x="90" y="${y}">${name}</text><text x="640" y="${y}">${quantity}</text>
      <text x="930" y="${y}">${amount}</text>
      <path d="M80 ${y + 20}H1120" stroke="#b8c0c8"/>`;
  }).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1697" width="${width}"
    height="${Math.round(width * 1.414)}" font-family="DejaVu Sans, sans-serif" font-size="26">
    <rect width="1200" height="1697" fill="#fdfdfb"/>
    <text x="90" y="150" font-size="44" font-weight="700">Bulletin de salaire</text>
    <text x="90" y="210">Octobre 2026 · page ${page}</text>
    <text x="90" y="340">Atelier Delattre SARL</text><text x="90" y="384">14 rue des Tisserands, 62300 Lens</text>
    <rect x="640" y="290" width="480" height="130" fill="none" stroke="#444"/>
    <text x="670" y="345">Emploi : menuisière</text>
    <text x="670" y="392">Convention : bois</text><path d="M80 560H1120" stroke="#222" stroke-width="3"/>${rows}</svg>`;
}

/* Only to be linked to: the desk's own tests are about real ones. */
export function pdf() {
  return '%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n';
}
