using HazmatTrack.Domain.Documents;

namespace HazmatTrack.Web.Registry;

/// <summary>The registry endpoints: the kinds of document, and the calls of each, such as <c>/api/v1/permits</c>.</summary>
public static class RegistryEndpoints
{
    public static IEndpointRouteBuilder MapRegistry(this IEndpointRouteBuilder endpoints)
    {
        // Its metrics are shown from the start, so that an alarm on an increase sees the first event.
        endpoints.ServiceProvider.GetRequiredService<FilingMetrics>();
        DocumentKindEndpoints.Map(endpoints);
        var mapping = new Mapping(endpoints);
        foreach (var kind in endpoints.ServiceProvider.GetRequiredService<DocumentCatalog>().Kinds)
        {
            kind.Accept(mapping);
        }

        return endpoints;
    }

    private sealed class Mapping(IEndpointRouteBuilder endpoints) : IDocumentKindVisitor<bool>
    {
        public bool Visit<T>(DocumentKind<T> kind)
            where T : Document
        {
            new DocumentEndpoints<T>(kind).Map(endpoints);
            return true;
        }
    }
}
