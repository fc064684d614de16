using HazmatTrack.Access.Recording;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.Audit;

namespace HazmatTrack.Access.Administration;

/// <summary>
/// The audit record for those who may read it: all of it for an auditor; for a province's officer who looked at the vehicles at home in the province, and what
/// its own people did. Of what others did the officer reads who they were, what they did and why, and which of the province's own vehicles it was about. Plates
/// are in the body, since addresses are in logs.
/// </summary>
internal sealed class AuditEndpoints(IAuditStore store)
{
    private const int LargestBody = 4000;
    private const int Listed = 100, MostListed = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        MapCheckpoints(routes);
        MapSearch(routes);
    }

    /// <summary>Those who keep these elsewhere can prove what was changed or cut off later, also where the record and the topic were both changed.</summary>
    private static void MapCheckpoints(IEndpointRouteBuilder routes) => routes
        .MapGet("/api/v1/audit/checkpoints", (HttpContext context, AuditEndpoints it) => it.CheckpointsAsync(context))
        .Requires(AccessAction.ReadCheckpoints)
        .WithTags("Access")
        .AddEndpointFilter(ProblemFilter.InvokeAsync)
        .Describe(
            "listCheckpoints", "Signed checkpoints of the audit record, the earliest first",
            "For the other provinces to keep: hazmattrack audit verify --checkpoints holds the record against them. They say how many entries there are and nothing of what is in them.")
        .Takes(QueryParameter.Text("from", "The least number of entries that a checkpoint covers.", "1000"), QueryParameter.Limit(MostListed, Listed))
        .Produces<CheckpointListView>()
        .Fails(ProblemCode.BadInput);

    private static void MapSearch(IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/audit/search", (HttpContext context, AuditEndpoints it) => it.FindAsync(context))
        .Requires(AccessAction.ReadAudit)
        .WithMetadata(new RecordedAs(AuditAction.ReadAudit))
        .WithTags("Access")
        .AddEndpointFilter(ProblemFilter.InvokeAsync)
        .Describe(
            "searchAudit", "Who did what, the latest first",
            "An auditor sees every entry; a province's officer those that name a vehicle at home in the province, and those of the province's own people. With "
            + "home it is who looked at any vehicle at home in that province. With vehicle or home, from also finds looks at vehicles and alerts, and streams, of the hour before: "
            + "what a page shows all the while is recorded once an hour. A page of a search by several conditions may have fewer entries than its limit, "
            + "or none, while there are more: go on while there is nextBefore. Of the entries of others an officer sees no vehicles of other provinces, rows, "
            + "object, case, address or request.")
        .TakesBody<AuditSearchBody>()
        .Produces<AuditListView>()
        .Fails(ProblemCode.BadInput, ProblemCode.CrossSite, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType);

    private async Task<IResult> CheckpointsAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query, "from", "limit");
        var (from, limit) = (reader.Count("from") ?? 0, reader.Number("limit", 1, MostListed) ?? Listed);
        reader.ThrowIfInvalid();
        var notes = await store.CheckpointsAsync(from, limit, context.RequestAborted);
        var items = notes.Select(n => new CheckpointView(AuditCheckpoint.Parse(n.Text).Size, n.ToString())).ToList();
        return Results.Json(new(items, items.Count == limit ? items[^1].Size + 1 : null), AuditJson.Wire.CheckpointListView);
    }

    private async Task<IResult> FindAsync(HttpContext context)
    {
        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadAsync(context, LargestBody, faults, context.RequestAborted);
        var query = Read(body);
        body.RefuseOthers();
        faults.ThrowIfAny();
        var look = context.Look();
        (look.Vehicles, look.Object) = (query.Vehicle is { } named ? [named] : [], ("audit", ""));
        if (Limit(context.Caller(), query) is not { } limited)
        {
            look.Rows = 0;
            return Results.Json(new([], null, []), AuditJson.Wire.AuditListView);
        }

        // What a list was recorded to show it may have shown since.
        var since = limited.Vehicle is not null || limited.Home is not null ? limited.From : null;
        var page = await store.FindAsync(since is { } begin ? limited with { From = begin - RepeatedLooks.GoesOnFor } : limited, context.RequestAborted);
        var (items, unreadable) = (new List<AuditEntryView>(), new List<long>());
        ProvinceSet? governed = context.Caller().Roles.Contains(Role.Auditor) ? null : context.Caller().ScopeFor(AccessAction.ReadAudit).Governs;
        foreach (var row in page.Rows)
        {
            try
            {
                var record = AuditCodec.Decode(row.Body.Span);
                if (record.RecordedAt < since && record.Entry.Action is not (AuditAction.ReadVehicle or AuditAction.ReadAlerts or AuditAction.OpenStream))
                {
                    continue;
                }

                items.Add(ViewOf(governed is { } own ? record with { Entry = Within(own, record.Entry) } : record));
            }
            catch (AuditFormatException)
            {
                unreadable.Add(row.Sequence);
            }
        }

        look.Rows = items.Count;
        return Results.Json(new(items, page.NextBefore, unreadable), AuditJson.Wire.AuditListView);
    }

    /// <summary>The query limited to what the caller may read; null for nothing.</summary>
    private static AuditQuery? Limit(Caller caller, AuditQuery query)
    {
        if (caller.Roles.Contains(Role.Auditor))
        {
            return query;
        }

        var governed = caller.ScopeFor(AccessAction.ReadAudit).Governs;
        var isOwnVehicle = query.Vehicle is not { } vehicle || governed.Contains(HomeProvince.FromPlate(vehicle.ToString()));
        if (isOwnVehicle && (query.Home is not { } home || governed.Contains(home)))
        {
            return query.Vehicle is null && query.Home is null ? query with { Concerned = governed } : query;
        }

        // About the vehicles of others, the entries of its own people alone: an officer must not find out which vehicles of others an entry names next to
        // its own.
        return query.Province is not { } province ? query with { Authorities = governed } : governed.Contains(province) ? query : null;
    }

    /// <summary>What an officer reads of an entry: all that the province's own people did, and of others what concerns the province's vehicles.</summary>
    private static AuditEntry Within(ProvinceSet governed, AuditEntry entry) => governed.Contains(entry.Actor.Province)
        ? entry
        : entry with
        {
            Vehicles = AuditVehicles.From(entry.Vehicles.Where(v => governed.Contains(HomeProvince.FromPlate(v.ToString())))),
            ObjectId = null,
            Rows = null,
            CaseNumber = null,
            Address = null,
            RequestId = null,
        };

    private static AuditQuery Read(JsonBody body)
    {
        var (issuer, subject, key) = (body.OptionalText("issuer"), body.OptionalText("subject"), body.OptionalText("key"));
        if (issuer is null != subject is null)
        {
            body.Faults.Add(issuer is null ? "issuer" : "subject", FaultCode.Required, new("issuer 与 subject 须同时给出。", "issuer and subject go together."));
        }

        var (province, home) = (body.OptionalText("province"), body.OptionalText("home"));
        return new()
        {
            From = body.OptionalTime("from"),
            To = body.OptionalTime("to"),
            Vehicle = body.OptionalVehicle("vehicle"),
            Actor = key is not null ? new AuditActor { KeyId = key }.Name
                : issuer is not null && subject is not null ? new AuditActor { Issuer = issuer, Subject = subject }.Name
                : null,
            Organisation = body.OptionalText("organisation"),
            Province = province is null ? null : body.Province("province", province),
            Home = home is null ? null : body.Province("home", home),
            Before = body.OptionalNumber("before", 1, long.MaxValue) ?? long.MaxValue,
            Limit = (int)(body.OptionalNumber("limit", 1, MostListed) ?? Listed),
        };
    }

    private static AuditEntryView ViewOf(AuditRecord record)
    {
        var entry = record.Entry;
        return new(
            record.Sequence, record.RecordedAt, entry.Actor.Issuer, entry.Actor.Subject, entry.Actor.KeyId, entry.Actor.Organisation,
            NameOf(entry.Action.ToString()), entry.ObjectKind, entry.ObjectId, [.. entry.Vehicles.Select(v => v.ToString())], entry.From,
            entry.To, entry.Rows, entry.Purpose, entry.CaseNumber, NameOf(entry.Outcome.ToString()), entry.Address, entry.RequestId);
    }

    private static string NameOf(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
