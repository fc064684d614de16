using System.IO.Compression;
using System.Security.Cryptography;
using HazmatTrack.Http.OpenApi;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HazmatTrack.Web.Locate;

/// <summary>The borders' file as browsers receive it: compressed once, and not sent again to a client that has it.</summary>
internal sealed class BordersDocument(string file)
{
    private readonly Lazy<(byte[] Compressed, string Tag)> _content = new(() => Load(file));

    /// <summary>The schema of the file, for the OpenAPI document.</summary>
    public static Task<IOpenApiSchema> SchemaAsync(OpenApiOperationTransformerContext context, CancellationToken cancellation) =>
        Task.FromResult<IOpenApiSchema>(ErrorSchemas.Component(context.Document!, "Borders", () => new()
        {
            Type = JsonSchemaType.Object,
            Description = "A FeatureCollection (RFC 7946): a feature for each province, with its code and names as properties.",
            Required = new HashSet<string> { "type", "features" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["FeatureCollection"] },
                ["features"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Object } },
            },
        }));

    public async Task WriteAsync(HttpContext context)
    {
        var (compressed, tag) = _content.Value;
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = "application/geo+json";
        context.Response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = compressed.Length;
            await context.Response.Body.WriteAsync(compressed, context.RequestAborted);
            return;
        }

        using var plain = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        await plain.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static (byte[] Compressed, string Tag) Load(string file)
    {
        var content = File.ReadAllBytes(file);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return (compressed.ToArray(), $"\"{Convert.ToHexStringLower(SHA256.HashData(content)[..12])}\"");
    }
}
