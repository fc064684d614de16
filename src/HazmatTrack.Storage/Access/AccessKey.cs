using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;

namespace HazmatTrack.Storage.Access;

/// <summary>An API key as it is stored: all but its secret.</summary>
public sealed record AccessKey
{
    /// <summary>The issuer of callers with a key.</summary>
    public const string Issuer = "key";

    public required string Id { get; init; }

    public required SecretHash Secret { get; init; }

    public required ApiKeyTerms Terms { get; init; }

    public required Instant CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>The last use, exact to a minute or two; null where there was none.</summary>
    public Instant? LastUsedAt { get; init; }

    public Instant? RevokedAt { get; init; }

    public string? RevokedBy { get; init; }

    public bool IsActive(Instant now) => RevokedAt is null && now < Terms.ExpiresAt;

    /// <summary>Who calls with the key.</summary>
    public Caller ToCaller() => new()
    {
        Issuer = Issuer,
        Subject = Id,
        Name = Terms.Name,
        Roles = Terms.Roles,
        Organisation = Terms.Owner,
        Provinces = Terms.Provinces,
        KeyActions = Terms.Actions,
    };
}

/// <summary>The outcome of creating a key.</summary>
/// <param name="Created">The key; null where it was refused.</param>
/// <param name="Active">
/// Where it was refused, the active keys of the same owner and name: <see cref="AccessStore.MostActiveKeys"/> of them, of which one must be revoked first.
/// </param>
public sealed record KeyCreation(AccessKey? Created, IReadOnlyList<AccessKey> Active);

/// <summary>The outcome of revoking a key.</summary>
/// <param name="IsNew">Whether the call has revoked it; false where it was revoked before.</param>
public sealed record KeyRevocation(AccessKey Key, bool IsNew);
