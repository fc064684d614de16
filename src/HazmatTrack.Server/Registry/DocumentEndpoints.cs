using HazmatTrack.Domain.Documents;
using HazmatTrack.Server.Api;
using HazmatTrack.Storage.Registry;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace HazmatTrack.Server.Registry;

/// <summary>The calls about one kind of document; the same for every kind.</summary>
/// <param name="kind">The kind.</param>
/// <param name="path">Its place in the API, such as <c>/api/v1/permits</c>.</param>
/// <param name="read">Makes the document of a body; the second argument is the number in the address, if there is one.</param>
/// <param name="view">How clients see a version.</param>
internal sealed class DocumentEndpoints<T, TBody, TView>(
    DocumentKind<T> kind, string path, Func<DocumentFields, string?, T> read, Func<Filed<T>, TView> view)
    where T : class, IDocument
    where TBody : notnull
    where TView : notnull
{
    private static readonly QueryParameter s_validAt = QueryParameter.Time("validAt", "Only what is in force then.");
    private static readonly QueryParameter s_asOf = QueryParameter.Time("asOf", "As it was known then; what was filed later is left out.");

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup(path).WithTags("Registry").AddEndpointFilter<RegistryUnreachable>();
        group.MapGet("/", ListAsync).WithSummary($"Lists {kind.Id}s by number")
            .Takes(QueryParameter.Vehicle, s_validAt, s_asOf, QueryParameter.Cursor, QueryParameter.Limit(DocumentRequests.MostListed, DocumentRequests.Listed))
            .Produces<DocumentList<TView>>().ProducesProblem(400).ProducesProblem(503);
        group.MapGet("/{number}", GetAsync).WithSummary($"One {kind.Id}: as it stands, or as it was known at some time; with validAt only if it is in force then")
            .Takes(s_validAt, s_asOf)
            .Produces<TView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        group.MapGet("/{number}/versions", VersionsAsync).WithSummary($"All versions of a {kind.Id}, oldest first")
            .Produces<DocumentList<TView>>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
        TakesDocument(group.MapPost("/", PostAsync)).WithSummary($"Files a new {kind.Id}; 409 when the number is taken").ProducesProblem(409);
        TakesDocument(group.MapPut("/{number}", PutAsync))
            .WithSummary($"Files the next version of a {kind.Id}, or the first; repeating it changes nothing").Produces<TView>();
        group.MapDelete("/{number}", DeleteAsync).WithSummary($"Withdraws a {kind.Id}; what happened before stays covered, and nothing is deleted")
            .Takes(
                QueryParameter.Text("filedBy", "Who withdraws it.") with { Required = true },
                QueryParameter.Time("from", "From when on it is withdrawn; now where it is not given."))
            .Produces<TView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(503);
    }

    /// <summary>
    /// What the calls with a body have in common. The body's schema is told to the OpenAPI document by hand: declared with Accepts, another
    /// content type would be refused before it gets here, and without a word.
    /// </summary>
    private static RouteHandlerBuilder TakesDocument(RouteHandlerBuilder call) => call
        .Produces<TView>(201).ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(503)
        .WithMetadata(new RequestSizeLimitAttribute(DocumentRequests.LargestBody))
        .AddOpenApiOperationTransformer(async (operation, context, cancellation) => operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(TBody), null, cancellation) },
            },
        });

    private async Task<IResult> ListAsync(HttpRequest request, IRegistryStore store, CancellationToken cancellation)
    {
        var wrong = NoneWrong();
        if (DocumentRequests.Query(request.Query, wrong) is not { } query)
        {
            return DocumentRequests.Wrong(wrong);
        }

        var found = await store.ListAsync(kind, query with { Limit = query.Limit + 1 }, cancellation);
        var next = found.Count > query.Limit ? DocumentRequests.Cursor(found[query.Limit - 1].Document.Number) : null;
        return Json(new DocumentList<TView>([.. found.Take(query.Limit).Select(view)], next));
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
            : Json(view(found));
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
        return found.Count == 0 ? Unknown(number) : Json(new DocumentList<TView>([.. found.Select(view)], null));
    }

    private async Task<IResult> PostAsync(HttpRequest request, IRegistryStore store, RegistryFeed feed, RegistryMetrics metrics, CancellationToken cancellation)
    {
        var (document, by, refusal) = await ReadAsync(request, null);
        if (refusal is not null)
        {
            return refusal;
        }

        var result = await store.FileNewAsync(kind, document!, by, cancellation);
        Filed(result, feed, metrics);
        return result.Outcome == FilingOutcome.Taken
            ? DocumentRequests.Problem(
                409,
                "The number is taken",
                $"There is a {kind.Id} {document!.Number} already, version {result.Standing!.Version} filed by {result.Standing.FiledBy}"
                + $"{(result.Standing.Document.WithdrawnAt is null ? "" : " and withdrawn")}. To file its next version use PUT.")
            : Created(result.Standing!);
    }

    private async Task<IResult> PutAsync(
        string number, HttpRequest request, IRegistryStore store, RegistryFeed feed, RegistryMetrics metrics, CancellationToken cancellation)
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

        var result = await store.FileAsync(kind, document!, by, cancellation);
        Filed(result, feed, metrics);
        return result.Outcome == FilingOutcome.Created ? Created(result.Standing!) : Json(view(result.Standing!));
    }

    private async Task<IResult> DeleteAsync(
        string number, HttpRequest request, IRegistryStore store, RegistryFeed feed, RegistryMetrics metrics, CancellationToken cancellation)
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

        var result = await store.WithdrawAsync(kind, number, from, by!, cancellation);
        Filed(result, feed, metrics);
        return result.Standing is null ? Unknown(number) : Json(view(result.Standing));
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
            var document = read(fields, number);
            var by = fields.FiledBy();
            fields.RefuseOthers();
            return fields.Wrong.Count == 0 ? (document, by, null) : (null, "", DocumentRequests.Wrong(fields.Wrong));
        }
    }

    private void Filed(FilingResult<T> result, RegistryFeed feed, RegistryMetrics metrics)
    {
        metrics.Filed(kind.Id, result.Outcome.ToString().ToLowerInvariant());
        if (result.Outcome is FilingOutcome.Created or FilingOutcome.Replaced)
        {
            feed.Nudge();
        }
    }

    private CreatedDocument<TView> Created(Filed<T> filed) => new CreatedDocument<TView>($"{path}/{Uri.EscapeDataString(filed.Document.Number)}", view(filed));

    private IResult Unknown(string number) => DocumentRequests.Problem(404, "No such document", $"No {kind.Id} {number} has been filed.");

    private static IResult Json(object value) => Results.Json(value, DocumentJson.Options);

    private static SortedDictionary<string, string[]> NoneWrong() => new(StringComparer.Ordinal);
}

/// <summary>201 with the address of the new document.</summary>
internal sealed class CreatedDocument<TView>(string location, TView view) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status201Created;
        httpContext.Response.Headers.Location = location;
        return httpContext.Response.WriteAsJsonAsync(view, DocumentJson.Options, httpContext.RequestAborted);
    }
}
