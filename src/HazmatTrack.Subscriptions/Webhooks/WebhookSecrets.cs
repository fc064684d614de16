using System.Security.Cryptography;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Subscriptions;
using HazmatTrack.Storage.Subscriptions;
using Microsoft.AspNetCore.DataProtection;

namespace HazmatTrack.Subscriptions.Webhooks;

/// <summary>Makes the secrets that sign requests, and encrypts them by the keys of the web framework, which all processes share.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("HazmatTrack.Subscriptions.Secret");

    /// <summary>A new secret: as its receiver gets it, and as it is stored.</summary>
    public (string Text, string Stored) Make()
    {
        var secret = RandomNumberGenerator.GetBytes(WebhookSecret.Size);
        return (WebhookSecret.ToText(secret), Convert.ToBase64String(_protector.Protect(secret)));
    }

    /// <summary>The secrets that sign now, the newest first.</summary>
    /// <exception cref="CryptographicException">The keys that encrypted the newest secret are lost: it must be rotated.</exception>
    public IReadOnlyList<byte[]> Valid(StoredSubscription subscription, Instant now)
    {
        var secrets = new List<byte[]>();
        if (subscription.Secret is { } newest)
        {
            secrets.Add(Read(newest));
        }

        if (subscription.OldSecret is { } old && subscription.OldUntil > now)
        {
            try
            {
                secrets.Add(Read(old));
            }
            catch (CryptographicException) when (secrets.Count > 0)
            {
                // The keys that encrypted it are lost. The newest signs alone: a receiver that does not know it yet says so by its answer.
            }
        }

        return secrets;
    }

    private byte[] Read(string stored)
    {
        try
        {
            return _protector.Unprotect(Convert.FromBase64String(stored));
        }
        catch (FormatException e)
        {
            throw new CryptographicException("The secret is stored in no form that can be read.", e);
        }
    }
}
