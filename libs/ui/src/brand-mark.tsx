interface BrandMarkProps {
  readonly size?: number;
}

/** The mark: an abacus on a seal. */
export function BrandMark({ size = 28 }: BrandMarkProps) {
  return (
    <svg className="zg-mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect className="zg-mark-seal" width="32" height="32" rx="7" />
      <g className="zg-mark-frame">
        <rect x="6" y="6" width="20" height="20" rx="2.5" />
        <path d="M6.5 13h19" />
      </g>
      <g className="zg-mark-beads">
        <rect x="9" y="8.2" width="6" height="3.2" rx="1.6" />
        <rect x="17" y="8.2" width="6" height="3.2" rx="1.6" />
        <rect x="9" y="14.8" width="6" height="3.2" rx="1.6" />
        <rect x="9" y="20.6" width="6" height="3.2" rx="1.6" />
        <rect x="17" y="17" width="6" height="3.2" rx="1.6" />
        <rect x="17" y="20.9" width="6" height="3.2" rx="1.6" />
      </g>
    </svg>
  );
}
