namespace HazmatTrack.Web.Views;

/// <summary>A kind of document.</summary>
/// <param name="Id">Its stable id.</param>
/// <param name="Path">The path segment of its calls, under <c>/api/v1/{path}</c>.</param>
/// <param name="Binding">The subject of its documents: <c>vehicle</c>, <c>person</c>, <c>operator</c>, <c>area</c> or <c>everything</c>.</param>
/// <param name="Name">The name of the kind, by language.</param>
/// <param name="Description">What the document is, by language.</param>
/// <param name="Source">The regulation that it is based on.</param>
/// <param name="Fields">The fields specific to the kind; every document has a number, a subject and a validity.</param>
internal sealed record DocumentKindView(
    string Id, string Path, string Binding, Dictionary<string, string> Name, Dictionary<string, string> Description, string? Source,
    IReadOnlyList<DocumentFieldView> Fields);

/// <summary>A field of a kind.</summary>
/// <param name="Name">Its name in the body and in answers.</param>
/// <param name="Label">Its name for users, by language.</param>
/// <param name="Meaning">Its meaning and unit, for developers, in English.</param>
/// <param name="Type">The JSON type of its values.</param>
/// <param name="Required">Whether a document must have it.</param>
internal sealed record DocumentFieldView(string Name, Dictionary<string, string> Label, string Meaning, string Type, bool Required);
