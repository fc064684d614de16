using System.IO.Compression;
using System.Security.Cryptography;
using HazmatTrack.Http.OpenApi;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace HazmatTrack.Web.Locate;

/// <summary>The borders' file as browsers receive it: compressed once, and not sent again to a client that has it.</summary>
internal sealed class BordersDocument(string file)
{
    /// <summary>The tag is weak: the file is the same in every coding.</summary>
    private readonly Lazy<(byte[] Compressed, EntityTagHeaderValue Tag)> _content = new(() => Load(file));

    /// <summary>The schema of the file, for the OpenAPI document.</summary>
    public static Task<IOpenApiSchema> SchemaAsync(OpenApiOperationTransformerContext context, CancellationToken cancellation) =>
        Task.FromResult<IOpenApiSchema>(ErrorSchemas.Component(context.Document!, "Borders", () => new()
        {
            Type = JsonSchemaType.Object,
            Description = "A FeatureCollection (RFC 7946): a feature for each province, with its code and names as properties.",
            Required = new HashSet<string> { "type", "features" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What RFC 7946 calls it.", Enum = ["FeatureCollection"] },
                ["features"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description = "The provinces.",
                    Items = new OpenApiSchema { Type = JsonSchemaType.Object },
                },
            },
        }));

    /// <summary>Answers 200, or 304 where the client has the file.</summary>
    /// <param name="known">The tags of If-None-Match; null without the header.</param>
    public async Task WriteAsync(HttpContext context, IList<EntityTagHeaderValue>? known)
    {
        var (compressed, tag) = _content.Value;
        context.Response.Headers.ETag = tag.ToString();
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (known?.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(tag, useStrongComparison: false)) == true)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = "application/geo+json";
        if (TakesGzip(context.Request))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.ContentLength = compressed.Length;
            await context.Response.Body.WriteAsync(compressed, context.RequestAborted);
            return;
        }

        using var plain = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        await plain.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Whether the client takes gzip by name, or any coding (RFC 9110 §12.5.3): a weight of 0 is a refusal.</summary>
    private static bool TakesGzip(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var codings))
        {
            return false;
        }

        var coding = codings.FirstOrDefault(c => c.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase)) ?? codings.FirstOrDefault(c => c.Value == "*");
        return coding is not null && (coding.Quality ?? 1) > 0;
    }

    private static (byte[] Compressed, EntityTagHeaderValue Tag) Load(string file)
    {
        var content = File.ReadAllBytes(file);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return (compressed.ToArray(), new($"\"{Convert.ToHexStringLower(SHA256.HashData(content)[..12])}\"", isWeak: true));
    }
}
