using HazmatTrack.Access.Limits;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Audit;

namespace HazmatTrack.Access.Recording;

/// <summary>
/// Records every call that looks at vehicles, changes something, signs in or is refused: before the first byte of its answer is sent, so that a process that is
/// killed loses no record of an answer that was given. Where the record cannot be written, there is no answer.
/// </summary>
internal sealed class AuditTrail(AuditWriter writer, RepeatedLooks looks, AnonymousRefusals refusals, TimeProvider time) : IToldRecord
{
    /// <summary>Must be registered after authentication and before authorization.</summary>
    public static void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint()?.Metadata is { } about
            && (about.GetMetadata<RequiredAccess>() is not null || about.GetMetadata<RecordedAs>() is not null))
        {
            var trail = context.RequestServices.GetRequiredService<AuditTrail>();
            var action = RecordedActions.Of(about, context.Request);
            context.Response.OnStarting(() => action is { } known ? trail.RecordAsync(context, known) : trail.RecordRefusalAsync(context));
        }

        return next(context);
    });

    /// <inheritdoc/>
    public async Task ToldAsync(HttpContext context, IReadOnlyCollection<VehicleId> vehicles, CancellationToken cancellation)
    {
        var caller = context.Caller();
        var told = $"stream {caller.Issuer} {caller.Subject} {caller.Session}";
        var unrecorded = looks.New(told, vehicles);
        if (unrecorded.Count == 0)
        {
            return;
        }

        await WriteAsync(EntryOf(context, AuditAction.OpenStream, AuditOutcome.Allowed), unrecorded, cancellation);
        looks.Recorded(told, unrecorded);
    }

    /// <summary>Records that a call was refused of which the record otherwise has nothing, such as one with a key that was revoked.</summary>
    private Task RecordRefusalAsync(HttpContext context) =>
        context.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
            ? RecordAsync(context, AuditAction.Other)
            : Task.CompletedTask;

    /// <summary>Records a sign-in that is answered while authentication still runs, so that the call never comes as far as <see cref="Use"/>.</summary>
    /// <param name="context">The call; its look has who signs in, where that is known.</param>
    /// <param name="outcome">How it ended, where the answer's status does not say it: a browser is sent on whether it succeeds or not.</param>
    public static void RecordSignIn(HttpContext context, AuditOutcome? outcome = null)
    {
        var trail = context.RequestServices.GetRequiredService<AuditTrail>();
        context.Response.OnStarting(() => trail.RecordAsync(context, AuditAction.SignIn, outcome));
    }

    private async Task RecordAsync(HttpContext context, AuditAction action, AuditOutcome? known = null)
    {
        var look = context.Look();
        var outcome = known ?? OutcomeOf(context.Response.StatusCode);
        if (outcome == AuditOutcome.Allowed && context.GetEndpoint()?.Metadata.GetMetadata<NotRecorded>() is not null)
        {
            return;
        }

        // Anybody can be refused without end: of those nobody vouches for, one entry in a while says how many there were.
        var refused = 0L;
        if (outcome != AuditOutcome.Allowed && look.Caller is null && context.User.FindCaller() is null && look.Object is not ("person", _)
            && !refusals.IsTime(
                look.RefusedKey is { } key ? $"key {key}" : CallLimits.AddressOf(context.Connection.RemoteIpAddress), out refused))
        {
            return;
        }

        IReadOnlyCollection<VehicleId> vehicles = look.Vehicles;

        // A page that shows a list reads it every few seconds. A call for one vehicle is a new look at it each time.
        var isList = context.GetEndpoint()?.Metadata.GetMetadata<RequiredAccess>()?.Reach == AccessReach.ManyVehicles
            && action is AuditAction.ReadVehicle or AuditAction.ReadAlerts
            && HttpMethods.IsGet(context.Request.Method) && !context.Request.Query.ContainsKey("vehicle");
        var repeated = isList && outcome == AuditOutcome.Allowed && context.User.FindCaller()?.Session is { } session
            ? $"{context.GetEndpoint()!.DisplayName} {session}" : null;
        if (repeated is not null && vehicles.Count > 0)
        {
            vehicles = looks.New(repeated, vehicles);
            if (vehicles.Count == 0)
            {
                return;
            }
        }

        var entry = EntryOf(context, action, outcome) with { Rows = outcome == AuditOutcome.Allowed ? look.Rows : refused > 1 ? refused : null };

        // What was changed is recorded also where the client has gone meanwhile; to a client that only looked, nothing is handed out then.
        var cancellation = RecordedActions.IsChange(context.Request) || action == AuditAction.SignIn ? CancellationToken.None : context.RequestAborted;
        await WriteAsync(entry, vehicles, cancellation);
        if (repeated is not null)
        {
            looks.Recorded(repeated, vehicles);
        }
    }

    /// <summary>Writes an entry. A list may name more vehicles than an entry can: its entries have one request id.</summary>
    private async Task WriteAsync(AuditEntry entry, IEnumerable<VehicleId> vehicles, CancellationToken cancellation)
    {
        foreach (var some in vehicles.Distinct().Chunk(AuditVehicles.MaxCount).DefaultIfEmpty([]))
        {
            await writer.WriteAsync(entry with { Vehicles = AuditVehicles.From(some) }, cancellation);
        }
    }

    private AuditEntry EntryOf(HttpContext context, AuditAction action, AuditOutcome outcome)
    {
        var look = context.Look();
        var caller = look.Caller ?? context.User.FindCaller();
        return new()
        {
            Actor = ActorOf(caller, look.RefusedKey),
            Session = caller?.Session,
            Action = action,
            ObjectKind = look.Object?.Kind,
            ObjectId = look.Object?.Id ?? context.Request.Path,
            From = look.Span?.From,
            To = look.Span?.To,
            Purpose = look.Purpose?.Purpose.Code,
            CaseNumber = look.Purpose?.Case,
            Outcome = outcome,
            Address = context.Connection.RemoteIpAddress?.ToString(),
            RequestId = context.TraceIdentifier,
            At = Instant.From(time.GetUtcNow()),
        };
    }

    private static AuditOutcome OutcomeOf(int status) => status switch
    {
        < 400 => AuditOutcome.Allowed,
        401 or 403 or 404 => AuditOutcome.Refused,
        _ => AuditOutcome.Failed,
    };

    /// <param name="refusedKey">The key of a caller who was not let in: it is found by its id, and its owner is not said to have acted.</param>
    private static AuditActor ActorOf(Caller? caller, string? refusedKey) => caller switch
    {
        null => new() { KeyId = refusedKey },
        { Issuer: AccessKey.Issuer } key => new() { KeyId = key.Subject, Organisation = key.Organisation, Province = AuthorityOf(key) },
        var person => new() { Issuer = person.Issuer, Subject = person.Subject, Organisation = person.Organisation, Province = AuthorityOf(person) },
    };

    /// <summary>
    /// The province of whose authority a caller is. What a provider, or a key, says of the province of anybody else makes nobody one of the authority's own
    /// people, all of whose entries its officers read.
    /// </summary>
    private static ProvinceCode AuthorityOf(Caller caller) =>
        caller.Roles.Contains(Role.Inspector) || caller.Roles.Contains(Role.ProvinceOfficer)
            ? caller.Provinces.Provinces().FirstOrDefault() : ProvinceCode.None;
}
