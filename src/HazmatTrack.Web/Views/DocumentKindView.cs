namespace HazmatTrack.Web.Views;

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
