//! What this store is: a real installation, or a demonstration with passwords that everybody knows.

use crate::{Change, Script, Store, StoreError};

impl Store {
    /// Marks the store as a demonstration, for good.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mark_demo(&self) -> Result<(), StoreError> {
        self.write(
            Change::Answers("installation.demo"),
            Script::new("UPSERT installation:main SET demo = true RETURN NONE;"),
        )
        .await?;
        Ok(())
    }

    /// Whether the store is a demonstration.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_demo(&self) -> Result<bool, StoreError> {
        let demo: Option<bool> = self.row(Script::new("SELECT VALUE demo FROM installation:main")).await?;
        Ok(demo.unwrap_or_default())
    }
}
