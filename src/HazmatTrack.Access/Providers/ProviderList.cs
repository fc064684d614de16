using System.Buffers.Text;
using System.Text.Json;

namespace HazmatTrack.Access.Providers;

/// <summary>The identity providers of this program, in the order of their names.</summary>
internal sealed class ProviderList(IReadOnlyList<Provider> providers)
{
    private const int MaxPartChars = 16_384;

    public IReadOnlyList<Provider> All => providers;

    public Provider? Find(string name) => providers.FirstOrDefault(p => p.Name == name);

    /// <summary>
    /// The scheme that judges the token of a request: that of the provider whom the token names as its issuer, whose keys must then fit; for any other the
    /// first, which refuses it.
    /// </summary>
    /// <param name="authorization">The header <c>Authorization</c>.</param>
    public string BearerSchemeFor(string authorization) =>
        (providers.Count > 1 && IssuerOf(authorization) is { } issuer ? providers.FirstOrDefault(p => p.Options.IsIssuer(issuer)) : null)
            ?.BearerScheme ?? providers[0].BearerScheme;

    /// <summary>What a token says of its issuer, which is not to be believed before its signature is.</summary>
    private static string? IssuerOf(string authorization)
    {
        var parts = authorization.Split('.', 4);
        if (parts.Length != 3 || parts[1].Length > MaxPartChars)
        {
            return null;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return claims.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("iss", out var issuer)
                && issuer.ValueKind == JsonValueKind.String ? issuer.GetString() : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
