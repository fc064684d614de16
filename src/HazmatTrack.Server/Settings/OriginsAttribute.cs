using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain;

namespace HazmatTrack.Server.Settings;

/// <summary>Each text is the origin of a web page as browsers send it (RFC 6454): scheme, host and port, and nothing after them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OriginsAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        foreach (var origin in (string[]?)value ?? [])
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                || uri.Scheme is not ("http" or "https") || uri.GetLeftPart(UriPartial.Authority) != origin || uri.UserInfo.Length > 0)
            {
                return new LocalFault(
                    new(
                        $"'{origin}' 不是网页的来源，如 https://gis.example.cn 或 http://localhost:3000：小写的协议、主机和端口，不含路径和 *。",
                        $"'{origin}' is not the origin of a page, such as https://gis.example.cn or http://localhost:3000: scheme, host and port in lower case, without a path and without *."),
                    validationContext.MemberName!);
            }
        }

        return ValidationResult.Success;
    }
}
