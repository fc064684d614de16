using HazmatTrack.Access.Sessions;
using HazmatTrack.Domain;

namespace HazmatTrack.Access.Providers;

/// <summary>An identity provider of this program.</summary>
/// <param name="Name">Its name in the settings and in addresses: small letters, digits and hyphens.</param>
/// <param name="Secret">The secret of this program with it; null for a public client.</param>
internal sealed record Provider(string Name, ProviderOptions Options, string? Secret)
{
    /// <summary>The scheme that sends people to it.</summary>
    public string Scheme => $"Provider:{Name}";

    /// <summary>The scheme of its bearer tokens.</summary>
    public string BearerScheme => $"Bearer:{Name}";

    /// <summary>
    /// The address that it sends people back to, each provider to its own, so that the answer of one is never taken for that of another (RFC 9700 §4.4.2).
    /// </summary>
    public string CallbackPath => $"{SessionTickets.CallbackPath}/{Name}";

    /// <summary>Whose accounts it has; null where the settings do not say.</summary>
    public LocalText? Title => Options.Title.Split('|', StringSplitOptions.TrimEntries) is [var chinese, var english] ? new(chinese, english) : null;
}
