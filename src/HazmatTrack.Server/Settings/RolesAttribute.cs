using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain;

namespace HazmatTrack.Server.Settings;

/// <summary>The text lists roles of the program.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RolesAttribute : ValidationAttribute
{
    private const StringSplitOptions Split = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    private static readonly Dictionary<string, ServerRoles> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gateway"] = ServerRoles.Gateway,
        ["tracker"] = ServerRoles.Tracker,
        ["web"] = ServerRoles.Web,
        ["all"] = ServerRoles.All,
    };

    /// <summary>The roles that a valid text lists.</summary>
    public static ServerRoles Parse(string text) => text.Split(',', Split).Aggregate(ServerRoles.None, (all, name) => all | s_names[name]);

    /// <summary>The names of roles.</summary>
    public static string ToText(ServerRoles roles) =>
        string.Join(',', s_names.Where(n => n.Value != ServerRoles.All && roles.HasFlag(n.Value)).Select(n => n.Key));

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var names = ((string?)value ?? "").Split(',', Split);
        var wrong = names.FirstOrDefault(n => !s_names.ContainsKey(n));
        return wrong is null && names.Length > 0
            ? ValidationResult.Success
            : new LocalFault(
                new(
                    $"没有职责 '{wrong ?? (string?)value}'。请列出 gateway、tracker、web 中的若干项，以逗号分隔，或 all。",
                    $"'{wrong ?? (string?)value}' is no role. List some of gateway, tracker and web, separated by commas, or all."),
                validationContext.MemberName!);
    }
}
