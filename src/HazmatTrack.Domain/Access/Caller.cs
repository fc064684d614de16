using System.Collections.Frozen;
using HazmatTrack.Domain.Provinces;

namespace HazmatTrack.Domain.Access;

/// <summary>Who calls: a person who has signed in, a program with an API key, or one with a token of an identity provider.</summary>
public sealed record Caller
{
    /// <summary>Who vouches for the caller: the address of the identity provider, <c>demo</c>, or <c>key</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>The caller's identity with the issuer, which never changes: the claim <c>sub</c>, or the id of a key. Never an e-mail address.</summary>
    public required string Subject { get; init; }

    /// <summary>The name shown to people.</summary>
    public required string Name { get; init; }

    public required FrozenSet<Role> Roles { get; init; }

    /// <summary>The organisation: for an operator its unified social credit code, else the authority's name or code; null where none is known.</summary>
    public string? Organisation { get; init; }

    /// <summary>The provinces that an inspector or an officer is responsible for.</summary>
    public ProvinceSet Provinces { get; init; }

    /// <summary>The actions that an API key was given; null for a person, whose roles decide alone.</summary>
    public FrozenSet<AccessAction>? KeyActions { get; init; }

    /// <summary>An id by which the actions of one session belong together; null without a session. Never the secret of it.</summary>
    public string? Session { get; init; }

    /// <summary>When the person last proved who they are; null for programs.</summary>
    public Instant? SignedInAt { get; init; }

    /// <summary>Whose data the caller may do something with: of its roles those count that may do it, so that none is used in the scope of another.</summary>
    public AccessScope ScopeFor(AccessAction action) => new()
    {
        Operator = Has(Role.Operator, action) ? Organisation : null,
        Inspects = Has(Role.Inspector, action) ? Provinces : default,
        Governs = Has(Role.ProvinceOfficer, action) ? Provinces : default,
    };

    private bool Has(Role role, AccessAction action) => Roles.Contains(role) && AccessRights.RolesFor(action).Contains(role);
}
