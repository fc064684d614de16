using System.Collections.Frozen;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Storage.Access;

/// <summary>A session (会话) of a person who has signed in. What the person may do is what was vouched for at that time.</summary>
public sealed record AccessSession
{
    /// <summary>The hash of its secret.</summary>
    public required SecretHash Id { get; init; }

    /// <summary>Who vouched for the person; with <see cref="Subject"/> their identity.</summary>
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required string Name { get; init; }

    public required FrozenSet<Role> Roles { get; init; }

    public string? Organisation { get; init; }

    public ProvinceSet Provinces { get; init; }

    /// <summary>When the person proved who they are.</summary>
    public required Instant SignedInAt { get; init; }

    public required Instant CreatedAt { get; init; }

    /// <summary>The last request, exact to a minute or two.</summary>
    public required Instant LastSeenAt { get; init; }

    /// <summary>When it ends whether it is used or not.</summary>
    public required Instant EndsAt { get; init; }

    /// <summary>Whether it has neither reached its end nor been idle for longer than this.</summary>
    public bool IsLive(Instant now, TimeSpan idle) => now < EndsAt && now - LastSeenAt <= idle;

    /// <summary>Who calls in the session.</summary>
    public Caller ToCaller() => new()
    {
        Issuer = Issuer,
        Subject = Subject,
        Name = Name,
        Roles = Roles,
        Organisation = Organisation,
        Provinces = Provinces,
        Session = Id.ToString(),
        SignedInAt = SignedInAt,
    };
}
