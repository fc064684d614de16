namespace HazmatTrack.Storage.Migrations;

/// <summary>A database does not have the schema that this program needs, and cannot be migrated to it.</summary>
public sealed class SchemaException(string message, Exception? cause = null) : Exception(message, cause);
