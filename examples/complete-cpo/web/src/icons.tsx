import type { ReactNode } from "react";

/** Line icons of 24 × 24, drawn here: the console needs a handful, not a set. */
function icon(children: ReactNode) {
  return function Icon({ size = 18 }: { readonly size?: number }) {
    return (
      <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={1.8} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        {children}
      </svg>
    );
  };
}

export const OverviewIcon = icon(<><rect x="3" y="3" width="7" height="9" rx="1.5" /><rect x="14" y="3" width="7" height="5" rx="1.5" /><rect x="14" y="12" width="7" height="9" rx="1.5" /><rect x="3" y="16" width="7" height="5" rx="1.5" /></>);
export const StationIcon = icon(<><path d="M4 21V5a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v16M3 21h13" /><path d="m10.5 7-2.5 4h3l-2 4" /><path d="M15 11h2a2 2 0 0 1 2 2v3a1.5 1.5 0 0 0 3 0V9l-3-3" /></>);
export const SessionIcon = icon(<path d="M13 2 4 14h7l-1 8 9-12h-7z" />);
export const CdrIcon = icon(<><path d="M6 2h12v20l-3-2-3 2-3-2-3 2z" /><path d="M9 7h6M9 11h6M9 15h4" /></>);
export const TokenIcon = icon(<><rect x="3" y="5" width="18" height="14" rx="2" /><path d="M3 10h18M7 15h3" /></>);
export const TariffIcon = icon(<><path d="M20.5 13.5 13.5 20.5a2 2 0 0 1-2.8 0L3 12.8V3h9.8l7.7 7.7a2 2 0 0 1 0 2.8z" /><circle cx="7.5" cy="7.5" r="1.2" /></>);
export const InvoiceIcon = icon(<><path d="M6 2h9l4 4v16H6z" /><path d="M15 2v4h4M9 12h7M9 16h7" /></>);
export const PaymentIcon = icon(<><rect x="2" y="5" width="20" height="14" rx="2" /><path d="M2 9.5h20M6 15h4" /></>);
export const PayoutIcon = icon(<><circle cx="12" cy="12" r="9" /><path d="M12 7v10M9 14l3 3 3-3" /></>);
export const LocationIcon = icon(<><path d="M12 22s7-6.2 7-12a7 7 0 0 0-14 0c0 5.800 7 12 7 12z" /><circle cx="12" cy="10" r="2.500" /></>);
export const PartnerIcon = icon(<><circle cx="5" cy="12" r="2.5" /><circle cx="19" cy="6" r="2.5" /><circle cx="19" cy="18" r="2.5" /><path d="m7.3 11 9.4-4M7.3 13l9.4 4" /></>);
export const CareIcon = icon(<path d="M14.500 6.500a4 4 0 0 1 5-5l-2.500 2.500 1 2 2 1L22.500 4.500a4 4 0 0 1-5 5L7 20a2.100 2.100 0 0 1-3-3z" />);
export const UsageIcon = icon(<path d="M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6" />);
export const ApiIcon = icon(<path d="m8 7-5 5 5 5M16 7l5 5-5 5" />);
export const SignOutIcon = icon(<><path d="M14 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h8" /><path d="m17 8 4 4-4 4M21 12H10" /></>);
export const WarningIcon = icon(<><path d="M12 3 2 20h20z" /><path d="M12 10v4M12 17v.01" /></>);
export const CheckIcon = icon(<path d="m5 12 5 5 9-10" />);
export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const PlugIcon = icon(<><path d="M9 2v5M15 2v5M6 7h12v4a6 6 0 0 1-12 0z" /><path d="M12 17v5" /></>);
export const BackIcon = icon(<path d="m14 6-6 6 6 6" />);
export const DisplayIcon = icon(<><circle cx="12" cy="12" r="8" /><path d="M12 4v16a8 8 0 0 0 0-16z" fill="currentColor" /></>);
export const CloseIcon = icon(<path d="m6 6 12 12M18 6 6 18" />);
export const UserIcon = icon(<><circle cx="9" cy="8" r="3.5" /><path d="M2.5 20a6.5 6.5 0 0 1 13 0M16 5a3.5 3.5 0 0 1 0 6.5M18 14.5a6.5 6.5 0 0 1 3.5 5.5" /></>);
export const AccountIcon = icon(<><circle cx="12" cy="8" r="4" /><path d="M4 21a8 8 0 0 1 16 0" /></>);
export const KeyIcon = icon(<><circle cx="8" cy="15" r="4.5" /><path d="m11.5 11.5 8-8M16 7l3 3" /></>);
export const AuditIcon = icon(<><path d="M5 3h10l4 4v14H5z" /><path d="M9 12l2 2 4-4M9 18h6" /></>);
export const TenantIcon = icon(<><rect x="3" y="9" width="8" height="12" rx="1" /><rect x="13" y="3" width="8" height="18" rx="1" /><path d="M6 13h2M6 17h2M16 7h2M16 11h2M16 15h2" /></>);
export const VoucherIcon = icon(<><path d="M3 8a2 2 0 0 0 2-2h14a2 2 0 0 0 2 2v2.500a1.500 1.500 0 0 0 0 3V16a2 2 0 0 0-2 2H5a2 2 0 0 0-2-2v-2.500a1.500 1.500 0 0 0 0-3z" /><path d="m9 15 6-6M9.500 9.500v.01M14.500 14.500v.01" /></>);
export const HookIcon = icon(<><path d="M4 12h12M12 7l5 5-5 5" /><path d="M20 4v16" /></>);
export const ShieldIcon = icon(<><path d="M12 2.5 4 6v5.5c0 5 3.4 8.6 8 10 4.6-1.4 8-5 8-10V6z" /><path d="m8.5 12 2.5 2.5 4.5-5" /></>);
export const JoinIcon = icon(<><rect x="3" y="4" width="8" height="16" rx="2" /><path d="M21 12h-7M17 8l-4 4 4 4" /></>);
