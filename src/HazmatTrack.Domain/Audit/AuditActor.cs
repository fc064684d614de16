using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Audit;

/// <summary>Who acted: a person, named by issuer and subject, or a machine, named by its key; neither for somebody who did not sign in.</summary>
public sealed record AuditActor
{
    /// <summary>Who vouches for the subject (claim <c>iss</c>).</summary>
    public string? Issuer { get; init => field = AuditText.Clean(value); }

    /// <summary>The person within the issuer (claim <c>sub</c>).</summary>
    public string? Subject { get; init => field = AuditText.Clean(value); }

    /// <summary>The operator or authority for which the actor acted.</summary>
    public string? Organisation { get; init => field = AuditText.Clean(value); }

    /// <summary>The province of the authority; <see cref="ProvinceCode.None"/> where there is none.</summary>
    public ProvinceCode Province { get; init; }

    /// <summary>The id of the machine's key; never its secret.</summary>
    public string? KeyId { get; init => field = AuditText.Clean(value); }

    /// <summary>
    /// One text for each actor, to search by; null for nobody. A control character separates issuer and subject, which neither can contain.
    /// </summary>
    public string? Name =>
        KeyId is not null ? $"key:{KeyId}"
        : Issuer is null && Subject is null ? null
        : $"person:{Issuer}\u001f{Subject}";
}
