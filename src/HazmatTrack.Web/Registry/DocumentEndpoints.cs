using HazmatTrack.Contracts.Registry;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Http;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Web.Views;
using Microsoft.AspNetCore.Mvc;

namespace HazmatTrack.Web.Registry;

/// <summary>The endpoints for one kind of document; the same for every kind.</summary>
internal sealed class DocumentEndpoints<T>(DocumentKind<T> kind)
    where T : Document
{
    private readonly string _path = $"/api/v1/{kind.Path}";
    private readonly DocumentText<T> _text = new(kind);
    private readonly DocumentSchemas _schemas = new(kind);

    private static readonly QueryParameter s_validAt = QueryParameter.Time("validAt", "Only what is in force then.");
    private static readonly QueryParameter s_asOf = QueryParameter.Time("asOf", "As it was known then; what was filed later is left out.");

    private static readonly QueryParameter s_ifMatch =
        QueryParameter.Header("If-Match", "The ETag of the version that the change was made to, or * for any; 412 where another one stands.");

    private static readonly QueryParameter s_ifNoneMatch =
        QueryParameter.Header("If-None-Match", "* where there must be none yet, or the ETag of a version that must not stand; 412 otherwise.");

    private static readonly QueryParameter s_known =
        QueryParameter.Header("If-None-Match", "The ETag of the version that the client has; 304 without a body where it is that one.");

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup(_path).WithTags("Registry").AddEndpointFilter<RegistryUnreachable>();
        group.MapGet("/", ListAsync).WithSummary($"Lists {kind.Id}s by number")
            .Takes([.. Subject(), s_validAt, s_asOf, QueryParameter.Cursor, QueryParameter.Limit(DocumentRequests.MostListed, DocumentRequests.Listed)])
            .Answers(_schemas.List).ProducesProblem(400).ProducesProblem(503);
        group.MapGet("/{number}", GetAsync).WithSummary($"One {kind.Id}: as it stands, or as it was known at some time; with validAt only if it is in force then")
            .WithDescription("The header ETag names the version; send it as If-Match to change exactly this one.")
            .Takes(s_validAt, s_asOf, s_known)
            .Answers(_schemas.View).ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        group.MapGet("/{number}/versions", VersionsAsync).WithSummary($"All versions of a {kind.Id}, oldest first")
            .Answers(_schemas.List).ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        TakesDocument(group.MapPost("/", PostAsync)).WithSummary($"Files a new {kind.Id}; 409 when the number is taken").ProducesProblem(409);
        TakesDocument(group.MapPut("/{number}", PutAsync))
            .WithSummary($"Files the next version of a {kind.Id}, or the first; repeating it changes nothing")
            .WithDescription("With If-Match the version that stands is replaced only if it is the one named, whoever else files at the same time.")
            .Takes(s_ifMatch, s_ifNoneMatch).Answers(_schemas.View).ProducesProblem(412);
        group.MapDelete("/{number}", DeleteAsync).WithSummary($"Withdraws a {kind.Id}; what happened before stays covered, and nothing is deleted")
            .Takes(
                QueryParameter.Text("filedBy", "Who withdraws it.") with { Required = true },
                QueryParameter.Time("from", "From when on it is withdrawn; now where it is not given."),
                s_ifMatch)
            .Answers(_schemas.View).ProducesProblem(400).ProducesProblem(404).ProducesProblem(412).ProducesProblem(503);
    }

    /// <summary>The query parameter for the subject of the documents, where the kind is bound to one.</summary>
    private QueryParameter[] Subject() => kind.Binding switch
    {
        DocumentBinding.Vehicle => [QueryParameter.Vehicle],
        _ when DocumentFields.SubjectName(kind.Binding) is { } name => [QueryParameter.Text(name, $"Only those of this {name}.")],
        _ => [],
    };

    /// <summary>The settings that all calls with a body share.</summary>
    private RouteHandlerBuilder TakesDocument(RouteHandlerBuilder call) => call
        .Answers(_schemas.View, 201).ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(503)
        .WithMetadata(new RequestSizeLimitAttribute(DocumentRequests.LargestBody))
        .TakesBody(_schemas.Body);

    private async Task<IResult> ListAsync(HttpRequest request, IRegistryStore store, CancellationToken cancellation)
    {
        var wrong = NoneWrong();
        if (DocumentRequests.Query(request.Query, kind.Binding, wrong) is not { } query)
        {
            return DocumentRequests.Wrong(wrong);
        }

        var found = await store.ListAsync(kind, query with { Limit = query.Limit + 1 }, cancellation);
        var next = found.Count > query.Limit ? DocumentRequests.Cursor(found[query.Limit - 1].Document.Number) : null;
        return new JsonText(_text.List(found.Take(query.Limit), next));
    }

    private async Task<IResult> GetAsync(string number, HttpRequest request, IRegistryStore store, CancellationToken cancellation)
    {
        var wrong = NoneWrong();
        DocumentRequests.RefuseUnknown(request.Query, wrong, "validAt", "asOf");
        var (validAt, asOf) = (DocumentRequests.Time(request.Query, "validAt", wrong), DocumentRequests.Time(request.Query, "asOf", wrong));
        if (wrong.Count > 0)
        {
            return DocumentRequests.Wrong(wrong);
        }

        var found = await store.GetAsync(kind, number, asOf, cancellation);
        return found is null ? Unknown(number)
            : validAt is { } at && !(found.Document.ValidFrom <= at && at < found.Document.EndsAt)
                ? DocumentRequests.Problem(404, "Not in force", $"The {kind.Id} {number} is not in force at that time; ask without validAt to see it.")
            : EntityTag.IsKnown(request, found.Version) ? new VersionedAnswer(found.Version, null)
            : Versioned(found);
    }

    private async Task<IResult> VersionsAsync(string number, HttpRequest request, IRegistryStore store, CancellationToken cancellation)
    {
        var wrong = NoneWrong();
        DocumentRequests.RefuseUnknown(request.Query, wrong);
        if (wrong.Count > 0)
        {
            return DocumentRequests.Wrong(wrong);
        }

        var found = await store.VersionsAsync(kind, number, cancellation);
        return found.Count == 0 ? Unknown(number) : new JsonText(_text.List(found, null));
    }

    private async Task<IResult> PostAsync(
        HttpRequest request, IRegistryStore store, IRegistryChanges feed, FilingMetrics metrics, CancellationToken cancellation)
    {
        var (document, by, refusal) = await ReadAsync(request, null);
        if (refusal is not null)
        {
            return refusal;
        }

        var result = await store.FileNewAsync(kind, document!, by, cancellation);
        Filed(result, feed, metrics);
        return result.Outcome == SaveOutcome.Taken
            ? DocumentRequests.Problem(
                409,
                "The number is taken",
                $"There is a {kind.Id} {document!.Number} already, version {result.Standing!.Version} filed by {result.Standing.FiledBy}"
                + $"{(result.Standing.Document.WithdrawnAt is null ? "" : " and withdrawn")}. To file its next version use PUT.")
            : Created(result.Standing!);
    }

    private async Task<IResult> PutAsync(
        string number, HttpRequest request, IRegistryStore store, IRegistryChanges feed, FilingMetrics metrics, CancellationToken cancellation)
    {
        if (!DocumentFields.IsNumber(number))
        {
            return DocumentRequests.Wrong(new(StringComparer.Ordinal) { ["number"] = [DocumentFields.NumberExpected] });
        }

        var (document, by, refusal) = await ReadAsync(request, number);
        if (refusal is not null)
        {
            return refusal;
        }

        var result = await store.FileAsync(kind, document!, by, EntityTag.Condition(request), cancellation);
        Filed(result, feed, metrics);
        return result.Outcome switch
        {
            SaveOutcome.Created => Created(result.Standing!),
            SaveOutcome.Stale => Stale(number, result.Standing, request),
            _ => Versioned(result.Standing!),
        };
    }

    private async Task<IResult> DeleteAsync(
        string number, HttpRequest request, IRegistryStore store, IRegistryChanges feed, FilingMetrics metrics, CancellationToken cancellation)
    {
        var wrong = NoneWrong();
        DocumentRequests.RefuseUnknown(request.Query, wrong, "filedBy", "from");
        var by = DocumentFields.CheckFiledBy(DocumentRequests.One(request.Query, "filedBy", wrong));
        DocumentRequests.Check(by is not null, "filedBy", DocumentFields.FiledByExpected, wrong);
        var from = DocumentRequests.Time(request.Query, "from", wrong);
        if (wrong.Count > 0)
        {
            return DocumentRequests.Wrong(wrong);
        }

        var result = await store.WithdrawAsync(kind, number, from, by!, EntityTag.Condition(request), cancellation);
        Filed(result, feed, metrics);
        return result.Standing is null ? Unknown(number)
            : result.Outcome == SaveOutcome.Stale ? Stale(number, result.Standing, request)
            : Versioned(result.Standing);
    }

    private async Task<(T? Document, string FiledBy, IResult? Refusal)> ReadAsync(HttpRequest request, string? number)
    {
        var (body, refusal) = await DocumentRequests.BodyAsync(request);
        if (refusal is not null)
        {
            return (null, "", refusal);
        }

        using (body)
        {
            var fields = new DocumentFields(body!.RootElement);
            var (from, to) = fields.Validity();
            var head = new DocumentHead(fields.Number(number), fields.Subject(kind.Binding), from, to, null);
            var own = fields.Own(kind);
            var by = fields.FiledBy();
            fields.RefuseOthers();
            return fields.Wrong.Count == 0 ? (kind.Create(head, own), by, null) : (null, "", DocumentRequests.Wrong(fields.Wrong));
        }
    }

    private void Filed(SaveResult<T> result, IRegistryChanges feed, FilingMetrics metrics)
    {
        metrics.Filed(kind.Id, result.Outcome.ToString().ToLowerInvariant());
        if (result.Outcome is SaveOutcome.Created or SaveOutcome.Replaced)
        {
            feed.Nudge();
        }
    }

    private VersionedAnswer Created(DocumentVersion<T> filed) => new(filed.Version, _text.Of(filed), $"{_path}/{Uri.EscapeDataString(filed.Document.Number)}");

    private VersionedAnswer Versioned(DocumentVersion<T> filed) => new(filed.Version, _text.Of(filed));

    /// <summary>The client has not read the version that it would overwrite.</summary>
    private IResult Stale(string number, DocumentVersion<T>? standing, HttpRequest request)
    {
        if (standing is null)
        {
            return DocumentRequests.Problem(412, "There is no such version", $"No {kind.Id} {number} has been filed, and If-Match asks for one.");
        }

        request.HttpContext.Response.Headers.ETag = EntityTag.FromVersion(standing.Version);
        return DocumentRequests.Problem(
            412,
            "Another version stands",
            $"Version {standing.Version} of the {kind.Id} {number} stands, filed by {standing.FiledBy} at {ApiTime.Text(standing.RecordedAt)}; that is not what If-Match or If-None-Match asks for. "
            + "Read it again and make the change to it.");
    }

    private IResult Unknown(string number) => DocumentRequests.Problem(404, "No such document", $"No {kind.Id} {number} has been filed.");

    private static SortedDictionary<string, string[]> NoneWrong() => new(StringComparer.Ordinal);
}
