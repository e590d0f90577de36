package dev.bigdaddy.sql.tree;

/// A part of a tree that knows where it stood in the text.
public sealed interface Node
    permits Statement,
        Expr,
        TableRef,
        SelectCore,
        ResultColumn,
        Identifier,
        QualifiedName,
        TypeName,
        OrderingTerm,
        Limit,
        With,
        CommonTable,
        CompoundTerm,
        JoinConstraint,
        Window,
        Frame,
        FrameBound,
        ColumnDefinition,
        ColumnConstraint,
        TableConstraint,
        ForeignKey,
        Assignment,
        Upsert,
        InsertSource,
        AlterAction {
  /// Where it stood; {@link Span#NONE} if it was made by hand.
  Span span();
}
