using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Web.Views;

namespace HazmatTrack.Web.Registry;

/// <summary>The endpoints for the kinds of document: the fields of each, and its binding.</summary>
internal static class DocumentKindEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/api/v1/document-kinds", List)
        .Requires(AccessAction.ReadReference)
        .WithTags("Registry")
        .Describe("listDocumentKinds", "The kinds of document that are filed here, with their fields and texts", "Each kind has the same calls under its path.")
        .AddEndpointFilter(ProblemFilter.InvokeAsync)
        .Produces<IReadOnlyList<DocumentKindView>>()
        .Fails(ProblemCode.BadInput);

    private static IResult List(HttpRequest request, DocumentCatalog catalog)
    {
        new QueryReader(request.Query).ThrowIfInvalid();
        return Results.Json([.. catalog.Kinds.Select(ToView)], ViewJson.Wire.IReadOnlyListDocumentKindView);
    }

    private static DocumentKindView ToView(DocumentKind kind) => new(
        kind.Id,
        kind.Path,
        BindingName(kind.Binding),
        ToTexts(kind.Name),
        ToTexts(kind.Description),
        kind.Source,
        [.. kind.Fields.Select(ToView)]);

    private static DocumentFieldView ToView(DocumentField field) => new(field.Name, ToTexts(field.Label), field.Meaning, field.Shape.Type, !field.IsOptional);

    public static string BindingName(DocumentBinding binding) =>
        DocumentFields.SubjectName(binding) ?? (binding == DocumentBinding.Area ? "area" : "everything");

    private static Dictionary<string, string> ToTexts(LocalText text) => new() { ["zh-CN"] = text.Chinese, ["en"] = text.English };
}
