using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Server.Api;

namespace HazmatTrack.Server.Registry;

/// <summary>The kinds of document over HTTP: what is filed of each, and what it is bound to.</summary>
internal static class DocumentKindEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/document-kinds", List)
        .WithTags("Registry")
        .WithSummary("The kinds of document that are filed here, with their fields and texts")
        .AddEndpointFilter(Problems.Filter)
        .Produces<IReadOnlyList<DocumentKindView>>()
        .ProducesProblem(400);

    private static IResult List(HttpRequest request, DocumentCatalog catalog)
    {
        _ = new QueryReader(request.Query);
        return Results.Json([.. catalog.Kinds.Select(Of)], ViewJson.Wire.IReadOnlyListDocumentKindView);
    }

    private static DocumentKindView Of(DocumentKind kind) => new(
        kind.Id,
        kind.Path,
        BindingName(kind.Binding),
        Of(kind.Name),
        Of(kind.Description),
        kind.Source,
        [.. kind.Fields.Select(Of)]);

    private static DocumentFieldView Of(DocumentField field) => new(field.Name, Of(field.Label), field.Meaning, field.Shape.Type, !field.IsOptional);

    private static string BindingName(DocumentBinding binding) =>
        DocumentFields.SubjectName(binding) ?? (binding == DocumentBinding.Area ? "area" : "everything");

    private static Dictionary<string, string> Of(LocalText text) => new() { ["zh-CN"] = text.Chinese, ["en"] = text.English };
}

/// <summary>A kind of document.</summary>
/// <param name="Id">Its stable id.</param>
/// <param name="Path">Its calls are under <c>/api/v1/{path}</c>.</param>
/// <param name="Binding"><c>vehicle</c>, <c>person</c>, <c>operator</c>, <c>area</c> or <c>everything</c>: whom its documents are for.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is.</param>
/// <param name="Source">The regulation it rests on.</param>
/// <param name="Fields">The fields of its own; number, whom it is for, and validity every document has.</param>
internal sealed record DocumentKindView(
    string Id, string Path, string Binding, Dictionary<string, string> Name, Dictionary<string, string> Description, string? Source,
    IReadOnlyList<DocumentFieldView> Fields);

/// <summary>A field of a kind.</summary>
internal sealed record DocumentFieldView(string Name, Dictionary<string, string> Label, string Meaning, string Type, bool Required);
