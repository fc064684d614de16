using System.Runtime.ExceptionServices;
using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;

namespace HazmatTrack.Http.Posted;

/// <summary>
/// Reads what an address in the body names, as GET does: plates and numbers in the address itself would be in the logs of every proxy on the way (OWASP ASVS
/// 5.0, 14.2.1). The call is routed as that GET, so that its rights, limits, entries in the record and errors are those of the GET.
/// </summary>
internal static class PostedQueries
{
    private const string Path = "/api/v1/query";
    private const int MaxBytes = 16_384;

    /// <summary>How long a body may take, which is read before it is known who calls.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public static void Map(RouteGroupBuilder group) => group.MapPost("/query", Refuse)
        .Requires(AccessAction.ReadReference)
        .WithTags("Search")
        .Describe(
            "query",
            "Reads an address that is in the body, as GET does",
            "For what a proxy is not to log, such as a vehicle's plate: {\"address\": \"/api/v1/vehicles/沪A12345_2\"}. Headers, rights, answers and errors are those of GET with that "
            + "address.")
        .TakesBody<QueryBody>()
        .Produces<object>()
        .Fails(ProblemCode.BadInput, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType);

    /// <summary>Must be registered before routing.</summary>
    public static IApplicationBuilder UsePostedQueries(this IApplicationBuilder app) =>
        app.UseWhen(context => IsHere(context.Request.Path), branch => branch.UseRequestDecompression()).Use(RouteAsync);

    private static async Task RouteAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !IsHere(request.Path))
        {
            await next(context);
            return;
        }

        try
        {
            var (path, query) = await ReadAsync(context);
            (request.Method, request.Path, request.QueryString) = (HttpMethods.Get, path, query);
        }
        catch (Exception e) when (Problems.FromException(context, e) is not null)
        {
            // Who calls is found out first: nobody else is told what is wrong with a body.
            context.Features.Set(new Faulty(ExceptionDispatchInfo.Capture(e)));
        }

        await next(context);
    }

    private static async Task<(PathString Path, QueryString Query)> ReadAsync(HttpContext context)
    {
        var faults = new QueryReader(context.Request.Query).Faults;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(s_patience);
        using var body = await BodyAsync(context, faults, patience.Token);
        var address = body.OptionalText("address");
        body.RefuseOthers();
        if (address is null && !faults.Has("address"))
        {
            faults.Add("address", FaultCode.Required, new("须写明要读取的地址。", "It must name the address to read."));
        }

        faults.ThrowIfAny();
        if (TryParse(address!, out var path, out var query))
        {
            return (path, query);
        }

        faults.Add("address", FaultCode.Invalid, new(
            "应为本接口的地址，如 /api/v1/vehicles/沪A12345_2。", "Expected an address of this API, such as /api/v1/vehicles/沪A12345_2."));
        faults.ThrowIfAny();
        return default;
    }

    private static async Task<JsonBody> BodyAsync(HttpContext context, RequestFaults faults, CancellationToken patience)
    {
        try
        {
            return await JsonBody.ReadAsync(context, MaxBytes, faults, patience);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body took too long.", StatusCodes.Status408RequestTimeout);
        }
    }

    /// <summary>As routing takes it: of any case, with or without a slash at the end.</summary>
    private static bool IsHere(PathString path) => path.Value is { } asked && asked.AsSpan().TrimEnd('/').Equals(Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text is an address of the API other than this one; with or without percent-encoding.</summary>
    internal static bool TryParse(string address, out PathString path, out QueryString query)
    {
        (path, query) = (default, default);
        var at = address.IndexOf('?', StringComparison.Ordinal);
        var (before, after) = at < 0 ? (address, "") : (address[..at], address[at..]);
        if (!before.StartsWith("/api/v1/", StringComparison.Ordinal) || address.Contains('#', StringComparison.Ordinal) || address.Any(char.IsControl))
        {
            return false;
        }

        if (before.Contains("%00", StringComparison.Ordinal))
        {
            return false;
        }

        path = PathString.FromUriComponent(before);
        query = new(after);

        // What the server does to a path that comes by itself: none leads out of the API.
        return !path.Value!.Split('/').Any(s => s is "." or ".." || s.Contains('\\', StringComparison.Ordinal)) && !path.Value.Any(char.IsControl)
            && !path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase);
    }

    private static IResult Refuse(HttpContext context)
    {
        (context.Features.Get<Faulty>() ?? throw new InvalidOperationException("A query is routed as the GET that it names.")).Fault.Throw();
        return Results.Empty;
    }

    private sealed record Faulty(ExceptionDispatchInfo Fault);
}

/// <summary>What to read.</summary>
/// <param name="Address">An address of this API, from <c>/api/v1/</c> on, with its query string.</param>
public sealed record QueryBody(string Address);
