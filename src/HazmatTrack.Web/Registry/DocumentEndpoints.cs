using HazmatTrack.Contracts.Registry;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Web.Registry;

/// <summary>The endpoints for one kind of document; the same for every kind.</summary>
internal sealed class DocumentEndpoints<T>(DocumentKind<T> kind)
    where T : Document
{
    private readonly string _path = $"/api/v1/{kind.Path}";
    private readonly DocumentText<T> _text = new(kind);
    private readonly DocumentSchemas _schemas = new(kind);

    private const string ExampleNumber = "2026-0315";
    private const string AboutCurrent = "The current version of the document, where there is one.";
    private const string AboutETag = "The version of the document, for If-Match and If-None-Match.";

    private static readonly QueryParameter s_validAt = QueryParameter.Time("validAt", "Only what is in force then.");
    private static readonly QueryParameter s_asOf = QueryParameter.Time("asOf", "As it was known then; what was filed later is left out.");

    private static readonly QueryParameter s_ifMatch =
        QueryParameter.Header("If-Match", "The ETag of the version that the change was made to, or * for any; 412 where another one is current.", "\"3\"");

    private static readonly QueryParameter s_ifNoneMatch =
        QueryParameter.Header("If-None-Match", "* where there must be none yet, or the ETag of a version that must not be current; 412 otherwise.", "*");

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var (one, all) = (DocumentSchemas.NameOf(kind.Id), DocumentSchemas.NameOf(kind.Path));
        var number = QueryParameter.Path("number", "The number on the document.", ExampleNumber);
        var group = endpoints.MapGroup(_path).WithTags("Registry").AddEndpointFilter(ProblemFilter.InvokeAsync);
        TakesPurpose(group.MapGet("/", ListAsync))
            .Requires(AccessAction.ReadDocuments, AccessReach.ManyVehicles)
            .Describe($"list{all}", $"Lists {kind.Path} by number", "With validAt those in force then, with asOf as they were known then.")
            .Takes([.. Subject(), s_validAt, s_asOf, QueryParameter.Cursor, QueryParameter.Limit(DocumentRequests.MostListed, DocumentRequests.Listed)])
            .Answers(_schemas.List)
            .Fails(ProblemCode.BadInput, ProblemCode.StoreUnavailable);
        TakesPurpose(group.MapGet("/{number}", GetAsync))
            .Requires(AccessAction.ReadDocuments, AccessReach.OneVehicle)
            .Describe($"get{one}", $"One {kind.Id}: its current version, or the one known at some time", "With validAt only if it is in force then. The header ETag names the version; send it as If-Match to change exactly this one.")
            .Takes(number, s_validAt, s_asOf, QueryParameter.Known)
            .Answers(_schemas.View)
            .AnswersHeader(200, "ETag", AboutETag, "\"3\"")
            .AnswersNotModified()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.RecordDamaged, ProblemCode.StoreUnavailable);
        TakesPurpose(group.MapGet("/{number}/versions", VersionsAsync))
            .Requires(AccessAction.ReadDocuments, AccessReach.OneVehicle)
            .Describe($"list{one}Versions", $"All versions of a {kind.Id}, oldest first", "Nothing that was filed is ever deleted while it can matter.")
            .Takes(number)
            .Answers(_schemas.List)
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.RecordDamaged, ProblemCode.StoreUnavailable);
        TakesDocument(group.MapPost("/", PostAsync))
            .Requires(AccessAction.FileDocuments, AccessReach.OneVehicle)
            .Describe($"file{one}", $"Files a new {kind.Id}", "409 when the number is taken.")
            .Fails(ProblemCode.NumberTaken);
        TakesDocument(group.MapPut("/{number}", PutAsync))
            .Requires(AccessAction.FileDocuments, AccessReach.OneVehicle)
            .Describe(
                $"put{one}",
                $"Files the next version of a {kind.Id}, or the first; repeating it changes nothing",
                "With If-Match the current version is replaced only if it is the one named, even if others file at the same time.")
            .Takes(number, s_ifMatch, s_ifNoneMatch)
            .Answers(_schemas.View)
            .AnswersHeader(200, "ETag", AboutETag, "\"3\"")
            .Fails(ProblemCode.StaleVersion)
            .AnswersHeader(412, "ETag", AboutCurrent, "\"4\"");
        TakesPurpose(group.MapDelete("/{number}", DeleteAsync))
            .Requires(AccessAction.FileDocuments, AccessReach.OneVehicle)
            .Describe($"withdraw{one}", $"Withdraws a {kind.Id}", "What happened before stays covered, and nothing is deleted.")
            .Takes(
                number,
                QueryParameter.Time("from", "From when on it is withdrawn; now where it is not given."),
                s_ifMatch)
            .Answers(_schemas.View)
            .AnswersHeader(200, "ETag", AboutETag, "\"4\"")
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.StaleVersion, ProblemCode.RecordDamaged, ProblemCode.StoreUnavailable)
            .AnswersHeader(412, "ETag", AboutCurrent, "\"4\"");
    }

    /// <summary>The query parameter for the subject of the documents, where the kind is bound to one.</summary>
    private QueryParameter[] Subject() => kind.Binding switch
    {
        DocumentBinding.Vehicle => [QueryParameter.Vehicle],
        _ when DocumentFields.SubjectName(kind.Binding) is { } name => [QueryParameter.Text(name, $"Only those of this {name}.")],
        _ => [],
    };

    /// <summary>Lets a call that reads documents naming persons say why, so that they are shown in full.</summary>
    private RouteHandlerBuilder TakesPurpose(RouteHandlerBuilder call) => kind.NamesPersons ? call.StatesPurpose() : call;

    /// <summary>The settings that all calls with a body share.</summary>
    private RouteHandlerBuilder TakesDocument(RouteHandlerBuilder call) => call
        .Answers(_schemas.View, 201)
        .AnswersHeader(201, "ETag", AboutETag, "\"1\"")
        .AnswersHeader(201, "Location", "The address of the document.", $"{_path}/{ExampleNumber}")
        .TakesBody(_schemas.Body)
        .Fails(ProblemCode.BadInput, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType, ProblemCode.StoreUnavailable);

    private async Task<IResult> ListAsync(HttpRequest request, IRegistryStore store, DocumentSights sights, CancellationToken cancellation)
    {
        var query = DocumentRequests.Query(request.Query, kind.Binding);
        if (query.Subject is { Binding: DocumentBinding.Person } person)
        {
            PersonLook.Note(request.HttpContext, person);
        }

        var found = new List<DocumentVersion<T>>();
        for (var (after, asked) = (query.After, query.Limit + 1); found.Count <= query.Limit; asked = DocumentRequests.MostListed)
        {
            var page = await store.ListAsync(kind, query with { After = after, Limit = asked }, cancellation);
            found.AddRange(await SeenAsync(request, sights, page, cancellation));
            if (page.Count < asked)
            {
                break;
            }

            after = page[^1].Document.Number;
        }

        var next = found.Count > query.Limit ? DocumentRequests.Cursor(found[query.Limit - 1].Document.Number) : null;
        var listed = found.Take(query.Limit).ToList();
        var look = request.HttpContext.Look();
        (look.Vehicles, look.Rows) = ([.. listed.Select(f => f.Document.Subject.Vehicle).OfType<VehicleId>()], listed.Count);
        return new JsonText(_text.List(listed, next, await InFullAsync(request, sights, listed, cancellation)));
    }

    private async Task<IResult> GetAsync(
        string number, HttpRequest request, IRegistryStore store, DocumentSights sights, CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query, "validAt", "asOf");
        var (validAt, asOf) = (query.Instant("validAt"), query.Instant("asOf"));
        var isKnown = EntityTag.Known(request, query.Faults);
        query.ThrowIfInvalid();

        var found = await store.GetAsync(kind, number, asOf, cancellation);
        if (found is null || !await IsSeenAsync(request, sights, found.Document, cancellation))
        {
            return Unknown(number);
        }

        Note(request, found.Document);
        return validAt is { } at && !(found.Document.ValidFrom <= at && at < found.Document.EndsAt)
                ? Problems.NotFound(new(
                    $"{kind.Name.Chinese} {number} 在该时刻不生效；去掉 validAt 即可查看。", $"The {kind.Id} {number} is not in force at that time; ask without validAt to see it."))
            : isKnown(found.Version) && !kind.NamesPersons ? new VersionedAnswer(found.Version, null, kind.NamesPersons)
            : Versioned(found, (await InFullAsync(request, sights, [found], cancellation))(found.Document));
    }

    private async Task<IResult> VersionsAsync(
        string number, HttpRequest request, IRegistryStore store, DocumentSights sights, CancellationToken cancellation)
    {
        new QueryReader(request.Query).ThrowIfInvalid();
        var found = await SeenAsync(request, sights, await store.VersionsAsync(kind, number, cancellation), cancellation);
        Note(request, found.Select(f => f.Document));
        return found.Count == 0 ? Unknown(number) : new JsonText(_text.List(found, null, await InFullAsync(request, sights, found, cancellation)));
    }

    private async Task<IResult> PostAsync(
        HttpRequest request, IRegistryStore store, DocumentSights sights, IRegistryChanges feed, FilingMetrics metrics, CancellationToken cancellation)
    {
        var document = await ReadAsync(request, null, new QueryReader(request.Query).Faults, cancellation);
        Note(request, document);
        if (!MayFile(request, sights, document))
        {
            return NotGoverned();
        }

        var result = await store.FileNewAsync(kind, document, FiledBy(request), cancellation);
        Filed(result, feed, metrics);
        return result.Outcome != SaveOutcome.Taken ? Created(result.Current!)
            : await IsSeenAsync(request, sights, result.Current!.Document, cancellation) ? NumberTaken(result.Current)
            : new ProblemResult(ProblemCode.NumberTaken);
    }

    private async Task<IResult> PutAsync(
        string number, HttpRequest request, IRegistryStore store, DocumentSights sights, IRegistryChanges feed, FilingMetrics metrics,
        CancellationToken cancellation)
    {
        var faults = new QueryReader(request.Query).Faults;
        var condition = EntityTag.Condition(request, faults);
        var document = await ReadAsync(request, number, faults, cancellation);
        Note(request, document);
        if (!MayFile(request, sights, document))
        {
            return NotGoverned();
        }

        SaveResult<T> result;
        int? looked;
        do
        {
            (var refusal, looked, var isReadable) = await LookAsync(number, new ProblemResult(ProblemCode.NumberTaken), request, store, sights, cancellation);
            if (refusal is not null)
            {
                return refusal;
            }

            result = await store.FileAsync(kind, document, FiledBy(request), isReadable ? condition.After(looked) : condition, cancellation);
        }
        while (IsOvertaken(result, looked));
        Filed(result, feed, metrics);
        return result.Outcome switch
        {
            SaveOutcome.Created => Created(result.Current!),
            SaveOutcome.Stale => Stale(number, result.Current, request),
            _ => Versioned(result.Current!),
        };
    }

    private async Task<IResult> DeleteAsync(
        string number, HttpRequest request, IRegistryStore store, DocumentSights sights, IRegistryChanges feed, FilingMetrics metrics,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query, "from");
        var from = query.Instant("from");
        var condition = EntityTag.Condition(request, query.Faults);
        query.ThrowIfInvalid();
        TakePurpose(request);
        SaveResult<T> result;
        int? looked;
        do
        {
            (var refusal, looked, _) = await LookAsync(number, Unknown(number), request, store, sights, cancellation);
            if (refusal is not null)
            {
                return refusal;
            }

            result = await store.WithdrawAsync(kind, number, from, FiledBy(request), condition.After(looked), cancellation);
        }
        while (IsOvertaken(result, looked));
        Filed(result, feed, metrics);
        Note(request, result.Current?.Document);
        return result.Current is null ? Unknown(number)
            : result.Outcome == SaveOutcome.Stale ? Stale(number, result.Current, request)
            : Versioned(result.Current, (await InFullAsync(request, sights, [result.Current], cancellation))(result.Current.Document));
    }

    /// <summary>Reads the document in the body.</summary>
    /// <exception cref="InvalidRequestException">Something in it, or in what was read before, is wrong.</exception>
    private async Task<T> ReadAsync(HttpRequest request, string? number, RequestFaults faults, CancellationToken cancellation)
    {
        using var body = await JsonBody.ReadAsync(request.HttpContext, DocumentRequests.LargestBody, faults, cancellation);
        var fields = new DocumentFields(body);
        var (from, to) = fields.Validity();
        var head = new DocumentHead(fields.Number(number), fields.Subject(kind.Binding), from, to, null);
        var own = fields.Own(kind);
        body.Refuse("filedBy", new("备案人就是登录的人；请去掉。", "The person who is signed in files it; leave it out."));
        body.RefuseOthers();
        faults.ThrowIfAny();
        return kind.Create(head, own);
    }

    private void Filed(SaveResult<T> result, IRegistryChanges feed, FilingMetrics metrics)
    {
        metrics.Filed(kind.Id, result.Outcome.ToString().ToLowerInvariant());
        if (result.Outcome is SaveOutcome.Created or SaveOutcome.Replaced)
        {
            feed.Nudge();
        }
    }

    private VersionedAnswer Created(DocumentVersion<T> filed) =>
        new(filed.Version, _text.Of(filed, inFull: true), kind.NamesPersons, $"{_path}/{Uri.EscapeDataString(filed.Document.Number)}");

    /// <param name="filed">The version.</param>
    /// <param name="inFull">Whether persons are shown in full: those who file it know them.</param>
    private VersionedAnswer Versioned(DocumentVersion<T> filed, bool inFull = true) => new(filed.Version, _text.Of(filed, inFull), kind.NamesPersons);

    private ProblemResult NumberTaken(DocumentVersion<T> current)
    {
        var (number, version, by, isWithdrawn) = (current.Document.Number, current.Version, current.FiledBy, current.Document.WithdrawnAt is not null);
        return new(ProblemCode.NumberTaken, new(
            $"{kind.Name.Chinese} {number} 已存在：第 {version} 版，由 {by} 备案{(isWithdrawn ? "，已撤回" : "")}。要备案下一版，请用 PUT。",
            $"There is a {kind.Id} {number} already, version {version} filed by {by}{(isWithdrawn ? " and withdrawn" : "")}. To file its next version use PUT."));
    }

    /// <summary>The client has not read the version that it would overwrite.</summary>
    private ProblemResult Stale(string number, DocumentVersion<T>? current, HttpRequest request)
    {
        if (current is null)
        {
            return new(ProblemCode.StaleVersion, new(
                $"没有备案过{kind.Name.Chinese} {number}，而 If-Match 要求已有一版。", $"No {kind.Id} {number} has been filed, and If-Match asks for one."));
        }

        request.HttpContext.Response.Headers.ETag = EntityTag.FromVersion(current.Version);
        var at = ChinaTimeText.Format(current.RecordedAt);
        return new(ProblemCode.StaleVersion, new(
            $"{kind.Name.Chinese} {number} 的当前版本是第 {current.Version} 版，由 {current.FiledBy} 于 {at} 备案，不符合 If-Match 或 If-None-Match 的要求。请重新读取后再修改。",
            $"The current version of the {kind.Id} {number} is {current.Version}, filed by {current.FiledBy} at {at}; that is not what If-Match or If-None-Match asks for. "
            + "Read it again and make the change to it."));
    }

    /// <summary>Names the vehicles of documents in the audit record, besides those that are named already.</summary>
    private static void Note(HttpRequest request, params IEnumerable<T?> documents)
    {
        var look = request.HttpContext.Look();
        look.Vehicles = [.. look.Vehicles, .. documents.Select(d => d?.Subject.Vehicle).OfType<VehicleId>()];
    }

    /// <summary>Who files is who calls: nobody files in the name of another.</summary>
    private static string FiledBy(HttpRequest request) => request.HttpContext.Caller().Name;

    private static AccessScope Scope(HttpRequest request) => request.HttpContext.Caller().ScopeFor(AccessAction.ReadDocuments);

    private static Task<bool> IsSeenAsync(HttpRequest request, DocumentSights sights, T document, CancellationToken cancellation) =>
        sights.SeesAsync(Scope(request), document, cancellation);

    private static Task<IReadOnlyList<DocumentVersion<T>>> SeenAsync(
        HttpRequest request, DocumentSights sights, IReadOnlyList<DocumentVersion<T>> found, CancellationToken cancellation) =>
        sights.WithinAsync(Scope(request), found, f => f.Document, cancellation);

    /// <summary>Which documents the caller sees with the persons in full: those that its duty needs, where it says why.</summary>
    /// <exception cref="InvalidRequestException">It states a purpose that is none.</exception>
    private async Task<Func<T, bool>> InFullAsync(
        HttpRequest request, DocumentSights sights, IReadOnlyList<DocumentVersion<T>> found, CancellationToken cancellation)
    {
        if (!kind.NamesPersons)
        {
            return _ => true;
        }

        TakePurpose(request);
        if (request.HttpContext.Look().Purpose is null)
        {
            return _ => false;
        }

        var seen = await sights.InFullAsync(Scope(request), [.. found.Select(f => f.Document)], cancellation);
        return seen.Contains;
    }

    /// <summary>Reads why the call is made, where the kind names persons and the call says it.</summary>
    /// <exception cref="InvalidRequestException">It states a purpose that is none.</exception>
    private void TakePurpose(HttpRequest request)
    {
        if (kind.NamesPersons && request.Headers.ContainsKey(Purposes.Header))
        {
            request.HttpContext.TakePurpose();
        }
    }

    private static bool MayFile(HttpRequest request, DocumentSights sights, T document) =>
        sights.MayFile(request.HttpContext.Caller().ScopeFor(AccessAction.FileDocuments), document);

    /// <summary>
    /// Looks at the document that has the number now: why it must not be replaced or withdrawn by the caller, null where it may, and its version, null where
    /// there is none. The vehicle of one that the caller sees is noted.
    /// </summary>
    /// <param name="unseen">The answer about one that the caller does not see.</param>
    private async Task<(IResult? Refusal, int? Version, bool IsReadable)> LookAsync(
        string number, IResult unseen, HttpRequest request, IRegistryStore store, DocumentSights sights, CancellationToken cancellation)
    {
        try
        {
            if (await store.GetAsync(kind, number, null, cancellation) is not { Document: var current, Version: var version })
            {
                return (null, null, true);
            }

            var (mayFile, isSeen) = (MayFile(request, sights, current), await IsSeenAsync(request, sights, current, cancellation));
            Note(request, mayFile || isSeen ? current : null);
            return (mayFile ? null : isSeen ? NotGoverned() : unseen, version, true);
        }
        catch (InvalidDataException)
        {
            // One that cannot be read is repaired by filing it again.
            return (null, null, false);
        }
    }

    /// <summary>Whether somebody has filed another version since it was looked at whether the caller may change it: that must be looked at too.</summary>
    private static bool IsOvertaken(SaveResult<T> result, int? looked) =>
        result.Outcome is SaveOutcome.Stale or SaveOutcome.Unchanged && result.Current?.Version != looked;

    private static ProblemResult NotGoverned() => new(ProblemCode.NotAllowed, new(
        "只能登记、更正或注销车籍在您所辖省份的车辆的单证，或仅涉及您所辖省份的单证。",
        "You may file, correct or withdraw a document of a vehicle that is at home in your provinces, or one that concerns your provinces alone."));

    private IResult Unknown(string number) => Problems.NotFound(new($"没有备案过{kind.Name.Chinese} {number}。", $"No {kind.Id} {number} has been filed."));
}
