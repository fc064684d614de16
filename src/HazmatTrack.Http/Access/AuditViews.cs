using System.Text.Json.Serialization;
using HazmatTrack.Domain;

namespace HazmatTrack.Http.Access;

/// <summary>What to find in the audit record; every condition that is given must hold.</summary>
/// <param name="From">
/// The first instant at which it was recorded, ISO 8601 with offset. With vehicle or home also looks at vehicles and alerts, and streams, of the hour
/// before, which may have gone on since.
/// </param>
/// <param name="To">The last instant at which it was recorded, ISO 8601 with offset.</param>
/// <param name="Vehicle">Plate and colour code of a vehicle that entries name.</param>
/// <param name="Issuer">With subject: the person who acted.</param>
/// <param name="Subject">With issuer: the person who acted.</param>
/// <param name="Key">The id of the API key that was used, also where it was refused and its secret was right.</param>
/// <param name="Organisation">The operator or authority for which somebody acted.</param>
/// <param name="Province">The province of the authority, six digits.</param>
/// <param name="Home">The province, six digits, in which a vehicle that entries name is at home.</param>
/// <param name="Before">Only entries before this number: nextBefore of the page before.</param>
/// <param name="Limit">How many at most, 1 to 1000; 100 where it is not given.</param>
public sealed record AuditSearchBody(
    string? From = null, string? To = null, string? Vehicle = null, string? Issuer = null, string? Subject = null, string? Key = null,
    string? Organisation = null, string? Province = null, string? Home = null, long? Before = null, int? Limit = null);

/// <summary>An entry of the audit record.</summary>
/// <param name="Number">Its number, from 1 without gaps.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Issuer">Who vouches for the person who acted; null for a key, and for somebody who had not signed in.</param>
/// <param name="Subject">The person; null for a key, and for somebody who had not signed in.</param>
/// <param name="Key">The id of the API key that was used, also where it was refused and its secret was right; null for a person.</param>
/// <param name="Organisation">The operator or authority; null where none is known.</param>
/// <param name="Action">What was done, such as readTrack.</param>
/// <param name="ObjectKind">The kind of object; null where the vehicles say it.</param>
/// <param name="ObjectId">
/// The object. Of a change by an administrator also what was done with it, after the id: "3kTq9ZbVw1Xy revoked", "91310000DEMA00001B suspended"; "unchanged"
/// where the call changed nothing. Of a key that was refused, why: "3kTq9ZbVw1Xy Expired".
/// </param>
/// <param name="Vehicles">The vehicles that the answer named, or that the call changed.</param>
/// <param name="From">The first instant of event time that was asked for.</param>
/// <param name="To">The last instant of event time that was asked for.</param>
/// <param name="Rows">
/// How many rows were handed out; null where none were, or where it is not known. Of refused calls that nobody vouches for: how many of them the entry stands
/// for, null for one.
/// </param>
/// <param name="Purpose">The purpose that was given.</param>
/// <param name="CaseNumber">The case that was given.</param>
/// <param name="Outcome">allowed, refused or failed.</param>
/// <param name="Address">The address of the client.</param>
/// <param name="RequestId">The id of the request, as in logs.</param>
public sealed record AuditEntryView(
    long Number, Instant RecordedAt, string? Issuer, string? Subject, string? Key, string? Organisation, string Action, string? ObjectKind, string? ObjectId,
    IReadOnlyList<string> Vehicles, Instant? From, Instant? To, long? Rows, string? Purpose, string? CaseNumber, string Outcome, string? Address,
    string? RequestId);

/// <summary>Entries of the audit record, the latest first.</summary>
/// <param name="Items">The entries.</param>
/// <param name="NextBefore">The value of before for the next page, also where this one is not full or empty; null on the last.</param>
/// <param name="Unreadable">The numbers of entries of this page that were damaged: verify the record.</param>
public sealed record AuditListView(IReadOnlyList<AuditEntryView> Items, long? NextBefore, IReadOnlyList<long> Unreadable);

/// <summary>A signed checkpoint of the audit record.</summary>
/// <param name="Size">How many entries it covers.</param>
/// <param name="Note">
/// The signed note (C2SP signed-note): name of the record, number of entries, root of their Merkle tree and further lines, an empty line, and the signatures.
/// </param>
public sealed record CheckpointView(long Size, string Note);

/// <summary>Checkpoints of the audit record, in their order.</summary>
/// <param name="Items">The checkpoints.</param>
/// <param name="NextFrom">The value of from for the next page; null where there are no more yet.</param>
public sealed record CheckpointListView(IReadOnlyList<CheckpointView> Items, long? NextFrom);

[JsonSerializable(typeof(AuditListView))]
[JsonSerializable(typeof(CheckpointListView))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    public static AuditJson Wire { get; } = new(WireJson.NewOptions());
}
