namespace HazmatTrack.Web.Registry;

/// <summary>A result of JSON that is already serialised.</summary>
internal sealed class JsonText(byte[] json) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.ContentLength = json.Length;
        return httpContext.Response.Body.WriteAsync(json, httpContext.RequestAborted).AsTask();
    }
}

/// <summary>A version of a document with its entity tag: 201 with the address of a new one, 304 without a body, otherwise 200.</summary>
/// <param name="namesPersons">Whether it may say who somebody is: then no browser keeps it. Others are asked for again by their tag.</param>
internal sealed class VersionedAnswer(int version, byte[]? json, bool namesPersons, string? location = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = EntityTag.FromVersion(version);
        response.Headers.CacheControl = namesPersons ? "no-store" : "no-cache";
        if (location is not null)
        {
            response.Headers.Location = location;
        }

        response.StatusCode = location is not null ? StatusCodes.Status201Created : json is null ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
        return json is null ? Task.CompletedTask : new JsonText(json).ExecuteAsync(httpContext);
    }
}
