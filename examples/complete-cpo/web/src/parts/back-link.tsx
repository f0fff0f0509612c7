import { Group } from "@mantine/core";
import { BackIcon } from "../icons.tsx";
import { Link } from "../router.tsx";

export function BackLink({ to, label }: { readonly to: string; readonly label: string }) {
  return <Link to={to} size="sm"><Group gap={2} component="span"><BackIcon size={16} />{label}</Group></Link>;
}
