using System.Text.Json.Serialization;
using HazmatTrack.Domain;

namespace HazmatTrack.Http.Access;

/// <summary>A transport operator.</summary>
/// <param name="Code">The unified social credit code (GB 32100-2015).</param>
/// <param name="Name">The name.</param>
/// <param name="Province">The province whose authority has licensed it, six digits.</param>
/// <param name="Contact">Whom to call; empty where it is not known.</param>
/// <param name="Suspended">Whether its people and keys are refused for now.</param>
/// <param name="Version">How often it was changed, from 1.</param>
/// <param name="ChangedAt">When it was changed last.</param>
public sealed record OperatorView(string Code, string Name, string Province, string Contact, bool Suspended, int Version, Instant ChangedAt);

/// <summary>A page of operators, by code.</summary>
/// <param name="Items">The operators.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last.</param>
public sealed record OperatorListView(IReadOnlyList<OperatorView> Items, string? NextCursor);

/// <summary>An operator to save.</summary>
/// <param name="Name">The name.</param>
/// <param name="Province">The province whose authority has licensed it, six digits.</param>
/// <param name="Contact">Whom to call.</param>
/// <param name="Suspended">Whether its people and keys are refused for now.</param>
public sealed record OperatorBody(string Name, string Province, string? Contact = null, bool? Suspended = null);

/// <summary>A vehicle that is an operator's now.</summary>
/// <param name="Id">Plate and colour code.</param>
/// <param name="Since">When it was registered.</param>
public sealed record OperatorVehicleView(string Id, Instant Since);

/// <summary>A page of an operator's vehicles, by id.</summary>
/// <param name="Items">The vehicles.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last.</param>
public sealed record OperatorVehicleListView(IReadOnlyList<OperatorVehicleView> Items, string? NextCursor);

/// <summary>Vehicles to register or to release.</summary>
/// <param name="Vehicles">Plate and colour code of each.</param>
public sealed record VehiclesBody(IReadOnlyList<string> Vehicles);

/// <summary>What became of vehicles that were to be registered.</summary>
/// <param name="Registered">How many were nobody's, and are the operator's now.</param>
/// <param name="Already">How many were the operator's before.</param>
/// <param name="Refused">Those of other operators, which stay so.</param>
public sealed record RegistrationView(int Registered, int Already, IReadOnlyList<string> Refused);

/// <summary>What became of vehicles that were to be released.</summary>
/// <param name="Released">How many were the operator's, and are nobody's now.</param>
public sealed record ReleaseView(int Released);

/// <summary>An API key, without its secret.</summary>
/// <param name="Id">The id, by which it is revoked and named in records.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Owner">The organisation: an operator's unified social credit code, or an authority.</param>
/// <param name="Roles">operator, inspector, province, administrator.</param>
/// <param name="Actions">What it may do, such as positions:send.</param>
/// <param name="Provinces">The provinces of an authority's key, six digits each.</param>
/// <param name="Addresses">The ranges of addresses that it may be used from; empty for any.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="LastUsedAt">The last use, exact to two minutes; null for none.</param>
/// <param name="RevokedAt">When it was revoked; null where it was not.</param>
public sealed record KeyView(
    string Id, string Name, string Owner, IReadOnlyList<string> Roles, IReadOnlyList<string> Actions, IReadOnlyList<string> Provinces,
    IReadOnlyList<string> Addresses, Instant CreatedAt, Instant ExpiresAt, Instant? LastUsedAt, Instant? RevokedAt);

/// <summary>The keys of an owner, newest first.</summary>
/// <param name="Items">The keys, revoked and expired ones too.</param>
public sealed record KeyListView(IReadOnlyList<KeyView> Items);

/// <summary>A key to create.</summary>
/// <param name="Name">What its owner calls it. Two keys of one name may be active, so that one replaces the other without a gap.</param>
/// <param name="Owner">The organisation: an operator's unified social credit code, or an authority.</param>
/// <param name="Role">operator, inspector, province or administrator.</param>
/// <param name="Actions">What it may do, such as positions:send.</param>
/// <param name="Days">After how many days it ends, 366 at most.</param>
/// <param name="Provinces">The provinces of an authority's key, six digits each.</param>
/// <param name="Addresses">Addresses or ranges, such as 192.0.2.0/24; none for any.</param>
public sealed record KeyBody(
    string Name, string Owner, string Role, IReadOnlyList<string> Actions, int Days, IReadOnlyList<string>? Provinces = null,
    IReadOnlyList<string>? Addresses = null);

/// <summary>A key that was created.</summary>
/// <param name="Key">The key itself, for the header X-Api-Key. It is shown this once, and kept nowhere.</param>
/// <param name="About">The key without its secret.</param>
public sealed record CreatedKeyView(string Key, KeyView About);

/// <summary>A person whose sessions end.</summary>
/// <param name="Issuer">Who vouches for the person: the address of the identity provider, or demo.</param>
/// <param name="Subject">The person's identity with the issuer.</param>
public sealed record EndSessionsBody(string Issuer, string Subject);

/// <summary>How many sessions were ended.</summary>
/// <param name="Ended">The number of live sessions that the person had.</param>
public sealed record EndedSessionsView(int Ended);

[JsonSerializable(typeof(OperatorView))]
[JsonSerializable(typeof(OperatorListView))]
[JsonSerializable(typeof(OperatorVehicleListView))]
[JsonSerializable(typeof(RegistrationView))]
[JsonSerializable(typeof(ReleaseView))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(KeyListView))]
[JsonSerializable(typeof(CreatedKeyView))]
[JsonSerializable(typeof(EndedSessionsView))]
internal sealed partial class AdministrationJson : JsonSerializerContext
{
    public static AdministrationJson Wire { get; } = new(WireJson.NewOptions());
}
