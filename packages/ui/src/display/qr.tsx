import type { ReactNode } from 'react';

/**
 * The frame of a QR code: white in both themes, since phones' cameras want dark on light. The code itself is handed in
 * (`<QRCodeSVG value=… size=… title=… />` of qrcode.react), so that only apps which show one carry the generator.
 */
export function Qr(props: { label: string; caption?: ReactNode; children: ReactNode }) {
  return (
    <figure className="sc-qr" aria-label={props.label}>
      <div className="sc-qr-code">{props.children}</div>
      {props.caption === undefined ? null : <figcaption>{props.caption}</figcaption>}
    </figure>
  );
}
